"""Talks to the kernel as Jupyter's frontends do; ends with 0 if all answers are right."""
import os
import shutil
import sys
import tempfile
import time
from queue import Empty

from jupyter_client.manager import start_new_kernel

# A Maven that never ends, for %maven to be interrupted.
programs = tempfile.TemporaryDirectory()
with open(programs.name + "/mvn", "w") as maven:
    maven.write("#!/bin/sh\nexec sleep 600\n")
os.chmod(maven.name, 0o755)
environment = dict(os.environ, PATH=programs.name + os.pathsep + os.environ["PATH"])
manager, client = start_new_kernel(kernel_name="millrace", startup_timeout=120, env=environment)


def answer(asked, wait=120):
    """The reply to a request; others are passed over."""
    while True:
        message = client.get_shell_msg(timeout=wait)
        if message["parent_header"].get("msg_id") == asked:
            return message["content"]


def run(code, wait=120):
    """Runs a cell: its reply and what it published."""
    asked = client.execute(code)
    out = []
    while True:
        message = client.get_iopub_msg(timeout=wait)
        if message["parent_header"].get("msg_id") != asked:
            continue
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            break
        out.append(message)
    return answer(asked), out


def check(right, what):
    if not right:
        print("wrong:", what)
        manager.shutdown_kernel(now=True)
        sys.exit(1)


def texts(out, kind):
    return [m["content"] for m in out if m["msg_type"] == kind]


try:
    reply, out = run('System.out.println("printed");\nSystem.err.println("error");\n1 + 1')
    check(reply["status"] == "ok" and reply["execution_count"] == 1, reply)
    streams = {s["name"]: s["text"] for s in texts(out, "stream")}
    check(streams == {"stdout": "printed\n", "stderr": "error\n"}, streams)
    check(texts(out, "execute_result")[0]["data"]["text/plain"] == "2", out)

    reply, out = run("1 + 1;")
    check(texts(out, "execute_result") == [], "a semicolon hides the value")

    reply, out = run("Samples.iris()")
    check("<table>" in texts(out, "execute_result")[0]["data"]["text/html"], out)

    # Progress is one output that changes.
    reply, out = run("new RandomForestClassifier().nEstimators(60).fit(Samples.digits(), run());")
    shown = [c["transient"]["display_id"] for c in texts(out, "display_data") + texts(out, "update_display_data")]
    check(len(shown) >= 1 and len(set(shown)) == 1 and len(texts(out, "display_data")) == 1, out)

    reply, out = run('int bad = "text";')
    check(reply["status"] == "error" and reply["ename"] == "CompileError", reply)
    check(reply["traceback"][0].startswith("line 1: incompatible types"), reply)
    reply, out = run('throw new IllegalStateException("why");')
    check(reply["ename"] == "IllegalStateException" and reply["evalue"] == "why", reply)
    reply, out = run('assert 1 > 2 : "not so";')
    check(reply["status"] == "error" and "not so" in reply["evalue"], reply)
    reply, out = run("int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)")
    check(reply["ename"] == "StackOverflowError", reply)

    # Interrupts: a loop, work of Millrace, a sleep, one that prints all the while, and Maven.
    for code in [
        "while (true) {}",
        "new Lda().topics(50).iterations(1_000_000).fit(new Tokenize().fit(Samples.javadoc(\"java.time\").select(List.of(\"text\"))).apply(Samples.javadoc(\"java.time\").select(List.of(\"text\"))), run());",
        "Thread.sleep(1_000_000);",
        'for (long i = 0; ; i++) { System.out.println("line " + i); if (i % 50 == 0) show(i); Thread.sleep(1); }',
        "%maven org.millrace:no-such-artefact:1.0",
    ]:
        asked = client.execute(code)
        time.sleep(3)
        manager.interrupt_kernel()
        reply = answer(asked, 60)
        check(reply["status"] == "error" and reply["ename"] == "Interrupted", (code, reply))
        reply = run("6 * 7")[0]
        check(reply["status"] == "ok", "the kernel goes on after " + code)

    # What was sent before a cell failed does not run.
    first = client.execute('Thread.sleep(1500);\nthrow new RuntimeException("first");')
    second = client.execute("int after = 1;")
    first, second = answer(first), answer(second)
    check(first["status"] == "error" and second["status"] != "ok", (first, second))
    check(run("after")[0]["status"] == "error", "it has not run")

    found = answer(client.complete("Samples.ir", 10))
    check(any(m.startswith("iris(") for m in found["matches"]) and found["cursor_start"] == 8, found)
    told = answer(client.inspect("new Ridge()", 6))
    check(told["found"] and "alpha = 1.0" in told["data"]["text/plain"], told)
    check(answer(client.is_complete("for (;;) {"))["status"] == "incomplete", "an open loop")
    check(answer(client.is_complete("int a = 1;"))["status"] == "complete", "a declaration")

    # A question to the reader.
    asked = client.execute("new Scanner(System.in).nextLine()", allow_stdin=True)
    client.get_stdin_msg(timeout=60)
    client.input("answer\n")
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["msg_type"] == "execute_result":
            check(message["content"]["data"]["text/plain"] == "answer", message)
            break
    check(answer(asked)["status"] == "ok", "the question was answered")
except Empty:
    print("wrong: no answer in time")
    manager.shutdown_kernel(now=True)
    sys.exit(1)

shutil.rmtree(os.path.expanduser("~/.cache/millrace/artefacts/org.millrace"), ignore_errors=True)
client.stop_channels()
manager.shutdown_kernel()
print("all answers are right")
