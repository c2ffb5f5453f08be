"""Both ways to stop code that runs too long."""

import signal
import sys
import threading
import time

import pytest

from minigrad.course.timelimit import TimeUp, alarm_works, time_limit

alarm_only = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarm here")
WAYS = [pytest.param(True, marks=alarm_only, id="alarm"), pytest.param(False, id="trace")]


def on_one_line():
    while True: pass  # noqa: E701  # fmt: skip


def on_two_lines():
    while True:
        pass


def that_calls():
    while True:
        abs(-1)


def that_catches_exceptions():
    while True:
        try:  # noqa: SIM105
            abs(-1)
        except Exception:
            pass


@pytest.mark.parametrize("alarm", WAYS)
@pytest.mark.parametrize(
    "forever", [on_one_line, on_two_lines, that_calls, that_catches_exceptions]
)
def test_an_endless_loop_ends(forever, alarm):
    begun = time.monotonic()
    with pytest.raises(TimeUp), time_limit(0.1, alarm=alarm):
        forever()
    assert 0.1 <= time.monotonic() - begun < 5


@alarm_only
def test_the_alarm_gets_out_of_a_bare_except():
    def stubborn():
        while True:
            for number in range(1000):
                abs(number)
            try:  # noqa: SIM105
                abs(number)
            except:  # noqa: E722
                pass

    with pytest.raises(TimeUp), time_limit(0.1, alarm=True):
        stubborn()


@alarm_only
def test_the_alarm_interrupts_a_sleep():
    with pytest.raises(TimeUp), time_limit(0.1, alarm=True):
        time.sleep(30)


@pytest.mark.parametrize("alarm", WAYS)
def test_quick_code_is_left_alone(alarm):
    with time_limit(5, alarm=alarm):
        total = sum(range(100))
    assert total == 4950


@pytest.mark.parametrize("alarm", WAYS)
def test_exceptions_pass_through(alarm):
    with pytest.raises(ZeroDivisionError), time_limit(5, alarm=alarm):
        print(1 // 0)


@alarm_only
def test_the_alarm_puts_back_what_was_there():
    def mine(signum, frame): ...

    old = signal.signal(signal.SIGALRM, mine)
    try:
        with time_limit(5, alarm=True):
            pass
        assert signal.getsignal(signal.SIGALRM) is mine
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.signal(signal.SIGALRM, old)


def test_the_trace_puts_back_what_was_there():
    old = sys.gettrace()
    with time_limit(5, alarm=False):
        assert sys.gettrace() is not old
    assert sys.gettrace() is old


def test_another_thread_has_no_alarm():
    found = []
    thread = threading.Thread(target=lambda: found.append(alarm_works()))
    thread.start()
    thread.join()
    assert found == [False]


def test_a_browser_has_no_alarm(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert not alarm_works()
