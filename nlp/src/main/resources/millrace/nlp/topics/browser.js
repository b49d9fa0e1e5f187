
(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const $ = id => document.getElementById(id);
  const NONE = -1;
  const MATCHES = 8;
  const SVG = 'http://www.w3.org/2000/svg';

  // A topic is known by its place in data.topics, a word by its place in data.words.
  const placeOf = new Map(data.topics.map((t, i) => [t.id, i]));
  const wordOf = new Map(data.words.map((w, i) => [w, i]));
  const byId = data.topics.map((t, i) => i).sort((a, b) => data.topics[a].id - data.topics[b].id);
  const byShare = data.topics.map((t, i) => i).sort((a, b) => data.topics[b].share - data.topics[a].share || a - b);

  const chosen = {topic: NONE, lambda: data.lambda, term: NONE};
  const hover = {topic: NONE, term: NONE}; // what the pointer is over comes before what is chosen
  let lost = ''; // a word that was asked for and is not here

  // ---- helpers: all text goes through textContent, so nothing of it is ever markup

  function make(name, attributes = {}, ...children) {
    const e = document.createElement(name);
    for (const [k, v] of Object.entries(attributes)) k in e ? e[k] = v : e.setAttribute(k, v);
    e.append(...children);
    return e;
  }

  function draw(name, attributes = {}, ...children) {
    const e = document.createElementNS(SVG, name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    e.append(...children);
    return e;
  }

  const percent = v => (v > 0 && v < 0.001 ? '< 0.1' : (100 * v).toFixed(v < 0.0995 ? 1 : 0)) + ' %';
  const number = v => v.toLocaleString('en', {maximumFractionDigits: v < 10 ? 1 : 0});
  const shown = () => hover.topic !== NONE ? hover.topic : chosen.topic;
  const term = () => hover.term !== NONE ? hover.term : chosen.term;

  // ---- the address

  // In a notebook the page is the text of a frame (about:srcdoc), which has no address that a script may change: what is
  // chosen is known to the page alone.
  const framed = location.protocol === 'about:';

  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const id = asked.get('topic');
    chosen.topic = id !== null && /^\d+$/.test(id) && placeOf.has(+id) ? placeOf.get(+id) : NONE;
    const lambda = parseFloat(asked.get('lambda'));
    chosen.lambda = Number.isFinite(lambda) ? Math.round(100 * Math.min(1, Math.max(0, lambda))) / 100 : data.lambda;
    const word = asked.get('term');
    chosen.term = word !== null && wordOf.has(word) ? wordOf.get(word) : NONE;
    lost = word !== null && chosen.term === NONE ? word : '';
    hover.topic = hover.term = NONE;
  }

  function address() {
    const parts = [];
    if (chosen.topic !== NONE) parts.push('topic=' + data.topics[chosen.topic].id);
    parts.push('lambda=' + chosen.lambda);
    if (chosen.term !== NONE) parts.push('term=' + encodeURIComponent(data.words[chosen.term]));
    return '#' + parts.join('&');
  }

  /** Changes what is chosen. A step that Back should undo makes an entry of the history; the slider's steps do not. */
  function choose(change, entry = true) {
    Object.assign(chosen, change);
    hover.topic = hover.term = NONE;
    lost = '';
    if (!framed && address() !== location.hash) history[entry ? 'pushState' : 'replaceState'](null, '', address());
    render();
  }

  function toggle(kind, value) {
    choose({[kind]: chosen[kind] === value ? NONE : value});
  }

  function step(by) {
    const at = byId.indexOf(chosen.topic);
    const n = byId.length;
    choose({topic: byId[at < 0 ? (by > 0 ? 0 : n - 1) : (at + by + n) % n]});
  }

  // ---- words

  /** Places of the topic's words, the most relevant first. */
  function ranked(t, n) {
    const {p, l, w} = data.topics[t];
    const lambda = chosen.lambda;
    const relevance = p.map((v, k) => lambda * v + (1 - lambda) * l[k]);
    return w.map((_, k) => k).sort((a, b) => relevance[b] - relevance[a] || w[a] - w[b]).slice(0, n);
  }

  /** The rows to show: word, its count over all, and its count within the topic. */
  function rows() {
    const t = shown();
    if (t === NONE) return data.overall.map(w => ({w, all: data.count[w], within: NONE}));
    const topic = data.topics[t];
    return ranked(t, data.terms).map(k => ({w: topic.w[k], all: data.count[topic.w[k]], within: Math.exp(topic.p[k]) * topic.tokens}));
  }

  function renderTerms() {
    const t = shown();
    const list = rows();
    const most = Math.max(...list.map(r => Math.max(r.all, r.within)), 1e-9);
    $('terms-title').textContent = t === NONE ? `The ${list.length} most salient words` : `Topic ${data.topics[t].id}: the ${list.length} most relevant words`;
    $('terms-how').textContent = t === NONE
      ? 'Frequent words that tell topics apart. Choose a topic to see its own.'
      : `${percent(data.topics[t].share)} of all tokens. Counts: in this topic / over all topics.`;
    $('legend').replaceChildren(
      ...(t === NONE ? [] : [make('li', {className: 'in'}, 'in this topic')]), make('li', {}, 'over all topics'));
    const focused = document.activeElement?.closest?.('#terms button')?.dataset.word;
    const tab = Math.max(0, list.findIndex(r => r.w === chosen.term));
    $('terms').replaceChildren(...list.map((r, i) => {
      const word = data.words[r.w];
      const bar = make('span', {className: 'bar'});
      const width = v => (100 * v / most).toFixed(2) + '%';
      const all = make('i');
      all.style.width = width(r.all);
      bar.append(all);
      if (r.within !== NONE) {
        const within = make('i', {className: 'in'});
        within.style.width = width(r.within);
        bar.append(within);
      }
      const count = r.within === NONE ? number(r.all) : `${number(r.within)} / ${number(r.all)}`;
      const button = make('button', {type: 'button', className: r.w === term() ? 'chosen' : '', tabIndex: i === tab ? 0 : -1, title: word},
        make('span', {className: 'word', dir: 'auto'}, word), bar, make('span', {className: 'count'}, count));
      button.dataset.word = word;
      button.setAttribute('aria-pressed', String(r.w === chosen.term));
      return make('li', {}, button);
    }));
    if (focused !== undefined) {
      const buttons = [...$('terms').querySelectorAll('button')];
      (buttons.find(b => b.dataset.word === focused) ?? buttons[tab])?.focus();
    }
  }

  /** Marks words and topics without making the rows anew, so that the pointer stays over the same element. */
  function markTerms() {
    for (const b of $('terms').querySelectorAll('button')) b.classList.toggle('chosen', wordOf.get(b.dataset.word) === term());
  }

  function renderWhere() {
    const w = term();
    const box = $('where');
    if (w === NONE) {
      box.replaceChildren();
      return;
    }
    const places = [];
    const where = data.where[w];
    for (let k = 0; k < where.length; k += 2) places.push({t: where[k], n: where[k + 1]});
    places.sort((a, b) => b.n - a.n);
    const all = data.count[w];
    box.replaceChildren(
      make('p', {}, make('b', {dir: 'auto'}, data.words[w]), ` occurs about ${number(all)} times${places.length ? ', in' : '.'}`),
      make('ul', {}, ...places.slice(0, 12).map(({t, n}) => {
        const b = make('button', {type: 'button', onclick: () => choose({topic: t})}, `topic ${data.topics[t].id} · ${percent(n / all)}`);
        return make('li', {}, b);
      })));
  }

  // ---- the map

  const box = {width: 0, height: 0};
  let circles = [];
  let raised = NONE;

  function layOut() {
    const width = Math.max(240, Math.round($('map').clientWidth));
    if (width === box.width) return;
    box.width = width;
    box.height = Math.round(Math.min(width * 0.82, 520));
    const {height} = box;
    const largest = Math.max(...data.topics.map(t => t.share));
    const most = Math.min(Math.sqrt(largest * 0.22 * width * height / Math.PI), 0.3 * height);
    box.radius = (share, of = largest) => Math.max(2, most * Math.sqrt(share / of));
    const pad = Math.min(most, 0.2 * height) + 10;
    const xs = data.topics.map(t => t.x), ys = data.topics.map(t => t.y);
    const x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = Math.min(...ys), y1 = Math.max(...ys);
    const scale = Math.min((width - 2 * pad) / (x1 - x0 || 1), (height - 2 * pad) / (y1 - y0 || 1));
    const px = x => width / 2 + (x - (x0 + x1) / 2) * scale;
    const py = y => height / 2 - (y - (y0 + y1) / 2) * scale;
    const svg = draw('svg', {viewBox: `0 0 ${width} ${height}`, height, role: 'presentation'},
      draw('line', {class: 'axis', x1: 0, x2: width, y1: py(0), y2: py(0)}),
      draw('line', {class: 'axis', x1: px(0), x2: px(0), y1: 0, y2: height}));
    const name = (x, y, text, anchor) => {
      const e = draw('text', {class: 'name', x, y, 'text-anchor': anchor});
      e.textContent = text;
      svg.append(e);
    };
    name(width - 4, py(0) - 5, 'axis 1', 'end');
    name(px(0) + 5, 12, 'axis 2', 'start');
    circles = [];
    raised = NONE;
    for (const t of byShare) {
      const topic = data.topics[t];
      const at = {cx: px(topic.x), cy: py(topic.y)};
      const g = draw('g', {id: 'topic-' + topic.id, role: 'option', 'data-topic': topic.id},
        draw('title'), draw('circle', {...at, r: box.radius(topic.share)}));
      g.querySelector('title').textContent = `Topic ${topic.id}, ${percent(topic.share)} of tokens`;
      g.addEventListener('click', () => toggle('topic', t));
      g.addEventListener('pointerenter', e => e.pointerType === 'mouse' && over({topic: t}));
      g.addEventListener('pointerleave', () => over({topic: NONE}));
      svg.append(g);
      circles[t] = {g, ...at};
    }
    // Numbers lie above all circles.
    for (const t of byShare) {
      const label = draw('text', {class: 'number', x: circles[t].cx, y: circles[t].cy});
      label.textContent = data.topics[t].id;
      svg.append(label);
      circles[t].label = label;
    }
    $('map').replaceChildren(svg);
    const examples = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].filter(s => s <= largest * 1.05);
    $('sizes').replaceChildren('Share of tokens:', ...(examples.length ? examples : [largest]).slice(-3).map(s => {
      const i = make('i');
      i.style.width = i.style.height = 2 * box.radius(s) + 'px';
      return make('span', {}, i, percent(s));
    }));
  }

  /**
   * The chosen circle lies above the others, which lie there from large to small. Only done when another is chosen: an
   * element that is moved under the pointer would be entered anew each time.
   */
  function raise() {
    if (raised === chosen.topic) return;
    raised = chosen.topic;
    const first = circles[byShare[0]].label;
    first.before(...byShare.filter(i => i !== raised).map(i => circles[i].g));
    if (raised !== NONE) first.before(circles[raised].g);
  }

  function renderMap() {
    raise();
    const w = term(), t = shown();
    $('map').classList.toggle('term', w !== NONE);
    $('sizes').hidden = w !== NONE;
    $('map-title').textContent = w === NONE ? 'Map of the topics' : `Where “${data.words[w]}” occurs`;
    $('map-how').textContent = w === NONE
      ? 'Circles that are near have similar words; areas show shares of all tokens.'
      : 'Areas show how the word is shared out among topics; dashed: shares of all tokens.';
    if (chosen.topic === NONE) $('map').removeAttribute('aria-activedescendant');
    else $('map').setAttribute('aria-activedescendant', 'topic-' + data.topics[chosen.topic].id);
    const share = data.topics.map(topic => topic.share);
    if (w !== NONE) {
      share.fill(0);
      const where = data.where[w];
      for (let k = 0; k < where.length; k += 2) share[where[k]] = where[k + 1] / data.count[w];
    }
    const largest = Math.max(...share);
    const order = data.topics.map((_, i) => i).sort((a, b) => (b === t) - (a === t) || share[b] - share[a] || a - b);
    const taken = [];
    for (const i of order) {
      const {g, cx, cy, label} = circles[i];
      const r = share[i] > 0 ? box.radius(share[i], largest) : 0;
      g.querySelector('circle').setAttribute('r', r.toFixed(2));
      g.classList.toggle('chosen', i === t);
      g.setAttribute('aria-selected', String(i === chosen.topic));
      g.querySelector('.usual')?.remove();
      if (w !== NONE) g.append(draw('circle', {class: 'usual', cx, cy, r: box.radius(data.topics[i].share).toFixed(2)}));
      // A number that would lie on another is left out; pointing at the circle still tells it.
      const half = {x: 4 * String(data.topics[i].id).length + 1, y: 7};
      const free = (i === t || w === NONE || r > 0)
        && !taken.some(o => Math.abs(o.x - cx) < o.half.x + half.x && Math.abs(o.y - cy) < o.half.y + half.y);
      label.style.display = free ? '' : 'none';
      if (free) taken.push({x: cx, y: cy, half});
    }
  }

  // ---- documents and topics

  /** The text with the chosen word marked, where it stands as a word. */
  function marked(text) {
    const out = document.createDocumentFragment();
    const w = chosen.term === NONE ? '' : data.words[chosen.term];
    if (!w) {
      out.append(text);
      return out;
    }
    const word = new RegExp('(?<![\\p{L}\\p{N}_])' + w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') + '(?![\\p{L}\\p{N}_])', 'giu');
    let at = 0;
    for (const m of text.matchAll(word)) {
      out.append(text.slice(at, m.index), make('mark', {}, m[0]));
      at = m.index + m[0].length;
    }
    out.append(text.slice(at));
    return out;
  }

  function renderDocuments() {
    const t = chosen.topic;
    const list = t === NONE ? [] : data.topics[t].documents;
    $('documents-title').textContent = t === NONE ? 'Documents' : `Documents of topic ${data.topics[t].id}`;
    $('documents-how').textContent = t === NONE ? 'Choose a topic to read the documents in which it is strongest.'
      : list.length ? 'Those in which the topic has the largest share.' : 'No document is here.';
    $('documents').replaceChildren(...list.map(d => {
      const start = make('span', {className: 'start', dir: 'auto'}, make('small', {}, `row ${d.row} · `), marked(d.text.slice(0, 200).replace(/[\ud800-\udbff]$/, '')));
      const whole = make('p', {dir: 'auto'}, marked(d.text), d.cut ? ' …' : '');
      return make('li', {}, make('details', {}, make('summary', {}, make('b', {}, percent(d.share)), start), whole));
    }));
  }

  function renderTopics() {
    const focused = document.activeElement?.closest?.('#topics button')?.dataset.topic;
    $('topics').replaceChildren(...byShare.map(t => {
      const topic = data.topics[t];
      const words = ranked(t, 10).map(k => data.words[topic.w[k]]).join(' ');
      const b = make('button', {type: 'button', className: t === chosen.topic ? 'chosen' : '', onclick: () => toggle('topic', t)},
        make('b', {}, String(topic.id)), make('span', {className: 'share'}, percent(topic.share)), make('span', {className: 'words', dir: 'auto'}, words));
      b.dataset.topic = topic.id;
      b.setAttribute('aria-label', `Topic ${topic.id}, ${percent(topic.share)} of tokens: ${words}`);
      b.setAttribute('aria-pressed', String(t === chosen.topic));
      return make('li', {}, b);
    }));
    if (focused !== undefined) $('topics').querySelector(`[data-topic="${focused}"]`)?.focus();
  }

  function renderControls() {
    $('topic').value = chosen.topic === NONE ? '' : String(data.topics[chosen.topic].id);
    $('lambda').value = chosen.lambda;
    $('value').textContent = chosen.lambda.toFixed(2);
    $('clear').disabled = chosen.topic === NONE && chosen.term === NONE;
    if (document.activeElement !== $('search')) $('search').value = chosen.term === NONE ? lost : data.words[chosen.term];
    $('found').textContent = lost === '' ? '' : `“${lost}” is not among the ${number(data.words.length)} words of this page`;
  }

  function render() {
    renderControls();
    renderMap();
    renderTerms();
    renderWhere();
    renderDocuments();
    renderTopics();
  }

  // ---- events

  function over(what) {
    Object.assign(hover, what);
    renderMap();
    if ('topic' in what) renderTerms();
    else markTerms();
    renderWhere();
  }

  function showMatches(list) {
    $('matches').hidden = list.length === 0;
    $('matches').replaceChildren(...list.map(w =>
      make('li', {}, make('button', {type: 'button', onclick: () => found(w)}, data.words[w]))));
  }

  function found(w) {
    showMatches([]);
    $('search').value = data.words[w];
    choose({term: w});
  }

  /** Words that are, begin with or hold what was typed: in this order, then by frequency. */
  function matches(typed) {
    const q = typed.trim().toLowerCase();
    if (q === '') return [];
    const hits = [];
    data.words.forEach((word, w) => {
      const at = word.toLowerCase().indexOf(q);
      if (at >= 0) hits.push({w, rank: at > 0 ? 2 : word.length > q.length ? 1 : 0});
    });
    return hits.sort((a, b) => a.rank - b.rank || data.count[b.w] - data.count[a.w]).slice(0, MATCHES).map(h => h.w);
  }

  function search() {
    const typed = $('search').value;
    const list = matches(typed);
    showMatches(list);
    if (typed.trim() === '') choose({term: NONE});
    $('found').textContent = typed.trim() !== '' && list.length === 0
      ? `no such word among the ${number(data.words.length)} of this page` : '';
  }

  function start() {
    document.querySelector('#facts').textContent = `${data.topics.length} topics, ${number(data.documents)} documents, ${number(data.tokens)} tokens, ${number(data.vocabulary)} different words.`
      + (data.empty > 0 ? ` ${number(data.empty)} further topics have no tokens and are not shown.` : '');
    $('topic').append(make('option', {value: ''}, 'all'), ...byId.map(t =>
      make('option', {value: String(data.topics[t].id)}, `${data.topics[t].id} (${percent(data.topics[t].share)})`)));
    $('topic').addEventListener('change', () => choose({topic: $('topic').value === '' ? NONE : placeOf.get(+$('topic').value)}));
    $('previous').addEventListener('click', () => step(-1));
    $('next').addEventListener('click', () => step(1));
    $('lambda').addEventListener('input', () => choose({lambda: +$('lambda').value}, false));
    $('clear').addEventListener('click', () => choose({topic: NONE, term: NONE}));
    $('search').addEventListener('input', search);
    $('search').addEventListener('keydown', e => {
      const list = [...$('matches').querySelectorAll('button')];
      if (e.key === 'Enter') {
        const list = matches($('search').value);
        if (list.length) found(list[0]);
      } else if (e.key === 'ArrowDown' && list.length) {
        e.preventDefault();
        list[0].focus();
      } else if (e.key === 'Escape') {
        showMatches([]);
        $('search').value = '';
        choose({term: NONE});
        e.stopPropagation();
      }
    });
    $('matches').addEventListener('keydown', e => {
      const list = [...$('matches').querySelectorAll('button')];
      const at = list.indexOf(document.activeElement);
      if (e.key === 'ArrowDown') list[(at + 1) % list.length].focus();
      else if (e.key === 'ArrowUp') (at > 0 ? list[at - 1] : $('search')).focus();
      else if (e.key === 'Escape') {
        showMatches([]);
        $('search').focus();
      } else return;
      e.preventDefault();
      e.stopPropagation();
    });
    $('searching').addEventListener('focusout', e => {
      if (!$('searching').contains(e.relatedTarget)) showMatches([]);
    });

    const wordUnder = e => {
      const b = e.target.closest?.('button');
      return b ? wordOf.get(b.dataset.word) : NONE;
    };
    $('terms').addEventListener('click', e => wordUnder(e) !== NONE && toggle('term', wordUnder(e)));
    $('terms').addEventListener('pointerover', e => e.pointerType === 'mouse' && over({term: wordUnder(e)}));
    $('terms').addEventListener('pointerleave', () => over({term: NONE}));
    $('terms').addEventListener('keydown', e => {
      if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return;
      const list = [...$('terms').querySelectorAll('button')];
      const at = list.indexOf(document.activeElement);
      const to = Math.min(list.length - 1, Math.max(0, at + (e.key === 'ArrowDown' ? 1 : -1)));
      list.forEach((b, i) => b.tabIndex = i === to ? 0 : -1);
      list[to].focus();
      e.preventDefault();
      e.stopPropagation();
    });

    document.addEventListener('keydown', e => {
      if (e.ctrlKey || e.altKey || e.metaKey || e.target.matches?.('input, select')) return;
      if (e.key === 'ArrowRight') step(1);
      else if (e.key === 'ArrowLeft') step(-1);
      else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
        if (e.target !== $('map')) return;
        $('terms').querySelector('button[tabindex="0"]')?.focus();
      } else if (e.key === 'Escape') {
        if (chosen.term !== NONE) choose({term: NONE});
        else if (chosen.topic !== NONE) choose({topic: NONE});
      } else if (e.key === '/') $('search').focus();
      else return;
      e.preventDefault();
    });
    const again = () => {
      read();
      render();
    };
    window.addEventListener('popstate', again);
    window.addEventListener('hashchange', again);
    $('kept').hidden = framed;
    read();
    layOut();
    new ResizeObserver(() => {
      layOut();
      renderMap();
    }).observe($('map'));
    render();
  }

  start();
})();
