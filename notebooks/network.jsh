// A network reads digits: ./millrace jshell --run notebooks/network.jsh
var digits = Samples.digits();
var holdout = Holdout.of(digits, Folds.every(5), Run.seeded(42));
var model = new FeedForwardClassifier().epochs(20).fit(holdout.train(), Run.seeded(42));
var scores = holdout.judge(model, Classification.ACCURACY, Classification.LOG_LOSS);
System.out.println(scores);
assert scores.get("accuracy") > .93;
/exit
