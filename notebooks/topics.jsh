// What the documentation of your JDK is about: ./millrace jshell notebooks/topics.jsh
var texts = Samples.javadoc("java.time", "java.util.regex", "java.net", "java.sql");
var prep = Steps.of(
    new Tokenize().tokenizer(Tokenize.Kind.UNICODE),
    new CleanWords().minLength(3).drop("\\d+"),
    new StopWords(),
    new DocumentFrequency().minDf(3).maxDf(.3));
var words = prep.fit(texts).apply(texts).without("package", "type");
var model = new Gsdmm().topics(8).iterations(30).fit(words, Run.seeded(42));
show(model);

var clusters = model.clusters(words, Run.quiet());
double nmi = Clustering.NMI.score(texts.targetColumn(), clusters);
System.out.printf("agreement with the packages (NMI): %.2f%n", nmi);
assert nmi > .3;
