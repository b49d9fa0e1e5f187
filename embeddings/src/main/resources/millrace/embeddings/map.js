'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const { words, x, y, near, counts } = data;
const ids = new Map(words.map((w, i) => [w, i]));
const $ = (id) => document.getElementById(id);
const canvas = $('map');
const pen = canvas.getContext('2d');
const number = new Intl.NumberFormat('en');
let view = { x: 0, y: 0, scale: 1 };
let chosen = -1;
let pointed = -1;
let size = 0;
let height = 0;

$('facts').textContent = `${number.format(words.length)} of ${number.format(data.all)} words` +
  `${data.counted ? ', the most frequent' : ''}; vectors of ${number.format(data.width)} numbers.`;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const span = () => Math.min(size, height) * 0.47 * view.scale;
const px = (i) => size / 2 + (x[i] - view.x) * span();
const py = (i) => height / 2 - (y[i] - view.y) * span();

function draw() {
  const ratio = window.devicePixelRatio || 1;
  size = canvas.clientWidth;
  height = canvas.clientHeight;
  // A finger on the whole map scrolls the page; there is nowhere else to move to.
  canvas.style.touchAction = view.scale > 1 ? 'none' : 'pan-y';
  canvas.width = Math.round(size * ratio);
  canvas.height = Math.round(height * ratio);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, size, height);
  const focus = pointed >= 0 ? pointed : chosen;
  const hot = new Set();
  if (focus >= 0) for (let k = 0; k < near[focus].length; k += 2) hot.add(near[focus][k]);
  pen.fillStyle = colour('--accent');
  pen.globalAlpha = focus >= 0 ? 0.4 : 0.55;
  const r = Math.min(5, 1.6 + 0.5 * Math.log2(view.scale + 1));
  for (let i = 0; i < words.length; i++) dot(i, r);
  pen.globalAlpha = 1;
  pen.fillStyle = colour('--hot');
  for (const i of hot) dot(i, r + 1);
  if (focus >= 0) dot(focus, r + 2.5);
  labels(focus, hot);
}

function dot(i, r) {
  const a = px(i);
  const b = py(i);
  if (a < -9 || b < -9 || a > size + 9 || b > height + 9) return;
  pen.beginPath();
  pen.arc(a, b, r, 0, 2 * Math.PI);
  pen.fill();
}

/** The chosen word and its neighbours first, then the most frequent, as far as there is room. */
function labels(focus, hot) {
  const cell = 8;
  const taken = new Set();
  pen.font = '12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  const edge = colour('--surface');
  const place = (i, bold) => {
    const letters = [...words[i]];
    const text = letters.length > 24 ? letters.slice(0, 23).join('') + '…' : words[i];
    pen.font = (bold ? '600 ' : '') + '12px system-ui, sans-serif';
    const width = pen.measureText(text).width;
    // To the right of its dot, or, where that would be cut off, to the left.
    const left = px(i) + 6 + width > size ? px(i) - 6 - width : px(i) + 6;
    const top = i === focus ? Math.min(height - 14, Math.max(0, py(i) - 7)) : py(i) - 7;
    if (left < 0 || top < 0 || left + width > size || top + 14 > height) return;
    const cells = [];
    for (let a = Math.floor((left - 3) / cell); a <= (left + width + 3) / cell; a++)
      for (let b = Math.floor(top / cell); b <= (top + 14) / cell; b++) cells.push(a * 4096 + b);
    if (i !== focus && cells.some((c) => taken.has(c))) return;
    cells.forEach((c) => taken.add(c));
    pen.lineWidth = 3;
    pen.strokeStyle = edge;
    pen.strokeText(text, left, top + 7);
    pen.fillStyle = colour(bold ? '--ink' : '--ink-2');
    pen.fillText(text, left, top + 7);
  };
  if (focus >= 0) place(focus, true);
  for (const i of hot) place(i, true);
  if (pointed < 0) for (let i = 0; i < words.length; i++) if (i !== focus && !hot.has(i)) place(i, false);
}

/** The neighbours of the chosen word. Where one of them had the focus, the title has it now: it would be lost. */
function list() {
  const title = $('near-title');
  const items = $('near');
  const focused = items.contains(document.activeElement);
  items.replaceChildren();
  if (focused) title.focus({ preventScroll: true });
  if (chosen < 0) {
    title.textContent = 'Neighbours';
    $('near-how').textContent = 'Choose a word to see which others are like it.';
    return;
  }
  title.textContent = words[chosen];
  $('near-how').textContent = (data.counted ? `${number.format(counts[chosen])} times in the text; nearest by cosine:` : 'Nearest by cosine:');
  for (let k = 0; k < near[chosen].length; k += 2) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    const word = document.createElement('span');
    const cosine = document.createElement('span');
    const bar = document.createElement('span');
    const target = near[chosen][k];
    button.type = 'button';
    word.className = 'word';
    word.dir = 'auto';
    word.textContent = words[target];
    cosine.className = 'cosine';
    cosine.textContent = (near[chosen][k + 1] / 1000).toFixed(3);
    bar.className = 'bar';
    bar.style.width = `${Math.max(0, near[chosen][k + 1] / 10)}%`;
    button.append(word, cosine, bar);
    button.addEventListener('click', () => choose(target, true));
    // Not at pointerenter: that also comes when the list is made anew under a pointer at rest.
    button.addEventListener('pointermove', () => point(target));
    button.addEventListener('pointerleave', () => point(-1));
    button.addEventListener('focus', () => point(target));
    button.addEventListener('blur', () => point(-1));
    item.append(button);
    items.append(item);
  }
}

// In a notebook the page is the text of a frame (about:srcdoc), which has no address that a script may change.
const framed = location.protocol === 'about:';

/** Chooses a word, or none, which Back undoes; moves it into sight if asked to. */
function choose(i, move) {
  const hash = i < 0 ? '' : '#word=' + encodeURIComponent(words[i]);
  if (!framed && location.hash !== hash)
    history.pushState(null, '', hash || location.pathname + location.search);
  $('found').textContent = '';
  show(i, move);
}

function show(i, move) {
  chosen = i;
  pointed = -1;
  $('tip').hidden = true;
  if (i >= 0 && move) {
    const a = px(i);
    const b = py(i);
    if (a < 8 || b < 8 || a > size - 8 || b > height - 8) {
      view.x = x[i];
      view.y = y[i];
    }
  }
  list();
  draw();
}

function point(i) {
  if (i === pointed) return;
  pointed = i;
  draw();
}

function nearestTo(a, b, most) {
  let best = -1;
  let least = most * most;
  for (let i = 0; i < words.length; i++) {
    const d = (px(i) - a) ** 2 + (py(i) - b) ** 2;
    if (d < least) {
      least = d;
      best = i;
    }
  }
  return best;
}

function zoom(factor, a, b) {
  const before = span();
  view.scale = Math.min(60, Math.max(1, view.scale * factor));
  const after = span();
  view.x += (a - size / 2) * (1 / before - 1 / after);
  view.y -= (b - height / 2) * (1 / before - 1 / after);
  if (view.scale === 1) view = { x: 0, y: 0, scale: 1 };
  draw();
}

const seen = (i) => i >= 0 && px(i) >= 0 && py(i) >= 0 && px(i) <= size && py(i) <= height;

/** Zooms about the chosen word, which stays where it is, or about the middle. */
function zoomHere(factor) {
  if (seen(chosen)) zoom(factor, px(chosen), py(chosen));
  else zoom(factor, size / 2, height / 2);
}

let drag = null;
const pointers = new Map();
canvas.addEventListener('pointerdown', (e) => {
  canvas.setPointerCapture(e.pointerId);
  pointers.set(e.pointerId, [e.offsetX, e.offsetY]);
  drag = { x: e.offsetX, y: e.offsetY, moved: false };
});
canvas.addEventListener('pointermove', (e) => {
  if (pointers.size > 0 && !pointers.has(e.pointerId)) return; // a mouse or pen over the map, not a finger on it
  if (pointers.size === 2) {
    const before = gap();
    pointers.set(e.pointerId, [e.offsetX, e.offsetY]);
    const [p, q] = [...pointers.values()];
    drag.moved = true;
    zoom(gap() / before, (p[0] + q[0]) / 2, (p[1] + q[1]) / 2);
    return;
  }
  if (drag) {
    pointers.set(e.pointerId, [e.offsetX, e.offsetY]);
    if (Math.abs(e.offsetX - drag.x) + Math.abs(e.offsetY - drag.y) > 4) drag.moved = true;
    const scrolls = e.pointerType === 'touch' && view.scale === 1;
    if (drag.moved && !scrolls) {
      view.x -= (e.offsetX - drag.x) / span();
      view.y += (e.offsetY - drag.y) / span();
      drag.x = e.offsetX;
      drag.y = e.offsetY;
      draw();
    }
    return;
  }
  const i = nearestTo(e.offsetX, e.offsetY, 14);
  point(i);
  const tip = $('tip');
  tip.hidden = i < 0;
  canvas.classList.toggle('over', i >= 0);
  if (i < 0) return;
  tip.textContent = words[i] + ': ' + near[i].filter((_, k) => k % 2 === 0 && k < 10).map((n) => words[n]).join(', ');
  tip.style.left = `${Math.min(px(i) + 12, Math.max(0, size - 230))}px`;
  const below = py(i) + 12;
  const fits = below + tip.offsetHeight < height;
  tip.style.top = `${fits ? below : Math.max(0, py(i) - 12 - tip.offsetHeight)}px`;
});
const gap = () => {
  const [p, q] = [...pointers.values()];
  return Math.max(1, Math.hypot(p[0] - q[0], p[1] - q[1]));
};
const release = (e) => {
  pointers.delete(e.pointerId);
  if (drag && !drag.moved && e.type === 'pointerup') choose(nearestTo(e.offsetX, e.offsetY, 18), false);
  if (pointers.size === 0) drag = null;
  else [drag.x, drag.y] = [...pointers.values()][0]; // the finger that is left goes on from where it is
};
canvas.addEventListener('pointerup', release);
canvas.addEventListener('pointercancel', release);
canvas.addEventListener('pointerleave', () => {
  $('tip').hidden = true;
  point(-1);
});
canvas.addEventListener('wheel', (e) => {
  // Whoever scrolls through a notebook must not be held here: there the map is chosen first.
  if (framed && document.activeElement !== canvas && !e.ctrlKey) return;
  e.preventDefault();
  zoom(Math.exp(-e.deltaY / 400), e.offsetX, e.offsetY);
}, { passive: false });
canvas.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.altKey || e.metaKey) return;
  const step = 0.15 / view.scale;
  const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
  if (moves[e.key]) {
    view.x += moves[e.key][0];
    view.y += moves[e.key][1];
    e.preventDefault();
    draw();
  } else if (e.key === '+' || e.key === '=') zoomHere(1.4);
  else if (e.key === '-') zoomHere(1 / 1.4);
});

const all = () => {
  view = { x: 0, y: 0, scale: 1 };
  $('search').value = '';
  showMatches([]);
  choose(-1, false);
};
$('in').addEventListener('click', () => zoomHere(1.6));
$('out').addEventListener('click', () => zoomHere(1 / 1.6));
$('all').addEventListener('click', all);

/** Words that begin with what was typed, then those that hold it. */
function found() {
  const typed = $('search').value.trim().toLowerCase();
  if (!typed) return [];
  const begin = [];
  const hold = [];
  for (let i = 0; i < words.length && begin.length < 8; i++) {
    const at = words[i].toLowerCase().indexOf(typed);
    if (at === 0) begin.push(i);
    else if (at > 0 && hold.length < 8) hold.push(i);
  }
  const out = begin.concat(hold).slice(0, 8);
  const exact = ids.get($('search').value.trim()) ?? ids.get(typed);
  return exact === undefined ? out : [exact].concat(out.filter((i) => i !== exact)).slice(0, 8);
}

function showMatches(some) {
  const box = $('matches');
  if (box.contains(document.activeElement)) $('search').focus(); // it would be lost
  box.replaceChildren();
  for (const i of some) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.dir = 'auto';
    button.textContent = words[i];
    button.addEventListener('click', () => take(i));
    item.append(button);
    box.append(item);
  }
  box.hidden = some.length === 0;
}

function take(i) {
  showMatches([]);
  $('search').value = words[i];
  choose(i, true);
}

$('search').addEventListener('input', () => {
  const some = found();
  showMatches(some);
  $('found').textContent = $('search').value.trim() && some.length === 0 ? 'not on this map' : '';
});
$('search').addEventListener('keydown', (e) => {
  if (e.key === 'Enter') {
    const some = found();
    if (some.length) take(some[0]);
  } else if (e.key === 'ArrowDown' && !$('matches').hidden) {
    e.preventDefault();
    $('matches').querySelector('button').focus();
  }
});
$('matches').addEventListener('keydown', (e) => {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[e.key];
  if (!step) return;
  e.preventDefault();
  const next = document.activeElement.parentElement[step];
  (next ? next.firstElementChild : $('search')).focus();
});
document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.altKey || e.metaKey) return;
  if (e.key === 'Escape') all();
  else if (e.key === '/' && document.activeElement !== $('search')) {
    e.preventDefault();
    $('search').focus();
  }
});
const elsewhere = (to) => {
  if (to && !$('searching').contains(to)) showMatches([]);
};
document.addEventListener('click', (e) => elsewhere(e.target));
$('searching').addEventListener('focusout', (e) => elsewhere(e.relatedTarget));

const address = () => {
  const match = /^#word=(.*)$/.exec(location.hash);
  let word = '';
  try {
    word = match ? decodeURIComponent(match[1]) : '';
  } catch {
    word = '';
  }
  $('found').textContent = word && !ids.has(word) ? `“${word}” is not on this map` : '';
  show(ids.get(word) ?? -1, true);
};
window.addEventListener('hashchange', address);
window.addEventListener('resize', draw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
$('kept').hidden = framed;
draw();
address();
