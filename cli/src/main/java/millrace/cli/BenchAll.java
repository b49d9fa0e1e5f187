package millrace.cli;

@picocli.CommandLine.Command(name = "all")
final class BenchAll {}
