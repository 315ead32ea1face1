"""A system that sends far more than it may: ready-made requests over many connections, as a program of its own.

Reads one JSON line: the port, how many connections, the requests (method, path, headers, body). Sends until standard
input ends and each request was sent, then writes one line a call: when it was answered (the monotonic clock of the machine),
the status, Retry-After, the code.
"""

import http.client
import itertools
import json
import sys
import threading
import time


def main() -> None:
    order = json.loads(sys.stdin.readline())
    requests = itertools.cycle(order["requests"])
    ended, lock, told = threading.Event(), threading.Lock(), []

    def pour() -> None:
        line = http.client.HTTPConnection("127.0.0.1", order["port"], timeout=120)
        while not ended.is_set() or len(told) < len(order["requests"]):
            with lock:
                one = next(requests)
            line.request(one["method"], one["path"], one["body"].encode(), one["headers"])
            answer = line.getresponse()
            body = json.loads(answer.read())
            code = body.get("error", {}).get("code", "-")
            told.append((time.monotonic(), answer.status, answer.headers.get("retry-after", "-"), code))
        line.close()

    threads = [threading.Thread(target=pour) for _ in range(order["connections"])]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ended.set()
    for thread in threads:
        thread.join()
    for at, *rest in sorted(told):
        sys.stdout.write(f"{at:.6f} {' '.join(map(str, rest))}\n")


if __name__ == "__main__":
    main()
