// Used cars in twenty lines: ./millrace jshell notebooks/used-cars.jsh (stay), or --run (and end).
var cars = Samples.cars();
System.out.println(cars);

var prep = Steps.of(new Impute(), new OneHot(), new Standardize());
var comparison = CrossValidation.compare(cars, Folds.stratified(10, "make"), Run.seeded(42),
    List.of(new Mean(), prep.then(new Ridge()), prep.then(TargetTransform.log(new Ridge())), prep.then(new RandomForestRegressor())),
    Regression.R2, Regression.MAE);
System.out.println(Report.of(comparison));

var model = prep.then(new RandomForestRegressor()).fit(cars);
double first = model.predict(cars.head(1)).values()[0];
System.out.printf("the first car: %.0f $%n", first);
assert comparison.best().mean(0) > .9 : "R² is usually .95";
