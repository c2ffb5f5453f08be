"""All ways to stop code that runs too long."""

import contextlib
import signal
import sys
import threading
import time

import pytest

from minigrad.course import timelimit
from minigrad.course.timelimit import TimeUp, alarm_works, monitoring_works, time_limit

alarm_only = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no alarm here")
monitor_only = pytest.mark.skipif(sys.version_info < (3, 12), reason="no sys.monitoring here")
WAYS = [
    pytest.param("alarm", marks=alarm_only),
    pytest.param("monitor", marks=monitor_only),
    "trace",
]


@pytest.fixture(params=WAYS)
def alarm(request, monkeypatch):
    """The argument of time_limit, where what it does without an alarm is chosen, too."""
    if request.param == "trace":
        monkeypatch.setattr(timelimit, "monitoring_works", lambda: False)
    return request.param == "alarm"


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


@pytest.mark.parametrize(
    "forever", [on_one_line, on_two_lines, that_calls, that_catches_exceptions]
)
def test_an_endless_loop_ends(forever, alarm):
    begun = time.monotonic()
    with pytest.raises(TimeUp), time_limit(0.1, alarm=alarm):
        forever()
    assert 0.1 <= time.monotonic() - begun < 5


def in_a_comprehension():
    return [number + 1 for number in iter(int, 1)]


def by_calling_itself():
    def twice(depth):
        return twice(depth - 1) + twice(depth - 1) if depth else 0

    return twice(60)


@pytest.mark.parametrize("alarm", [pytest.param(True, marks=alarm_only), False])
@pytest.mark.parametrize("forever", [in_a_comprehension, by_calling_itself])
def test_what_has_no_loop_of_its_own_ends_too(forever, alarm):
    with pytest.raises(TimeUp), time_limit(0.1, alarm=alarm):
        forever()


@pytest.mark.parametrize(
    "alarm", [pytest.param(True, marks=alarm_only), pytest.param(False, marks=monitor_only)]
)
def test_it_gets_out_of_a_bare_except(alarm):
    def stubborn():
        while True:
            for number in range(1000):
                abs(number)
            try:  # noqa: SIM105
                abs(number)
            except:  # noqa: E722
                pass

    with pytest.raises(TimeUp), time_limit(0.1, alarm=alarm):
        stubborn()


@alarm_only
def test_the_alarm_interrupts_a_sleep():
    with pytest.raises(TimeUp), time_limit(0.1, alarm=True):
        time.sleep(30)


def test_on_a_busy_machine_the_limit_is_on_what_was_computed(alarm, monkeypatch):
    monkeypatch.setattr(timelimit, "_computed", lambda: 0.0)  # other programs have had all the time
    begun = time.monotonic()
    with time_limit(0.1, alarm=alarm):
        while time.monotonic() - begun < 0.3:
            abs(-1)
    begun = time.monotonic()
    with pytest.raises(TimeUp), time_limit(0.1, alarm=alarm):
        on_two_lines()
    assert time.monotonic() - begun >= 0.5, "even so it ends, after five times as long"


def test_quick_code_is_left_alone(alarm):
    with time_limit(5, alarm=alarm):
        total = sum(range(100))
    assert total == 4950


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


def test_a_limit_inside_a_limit(alarm):
    with time_limit(60, alarm=alarm):
        with pytest.raises(TimeUp), time_limit(0.1, alarm=alarm):
            on_two_lines()
        assert sum(range(100)) == 4950
    with pytest.raises(TimeUp), time_limit(0.3, alarm=alarm):
        with time_limit(60, alarm=alarm):
            that_returns()
        on_two_lines()


def that_returns():
    for number in range(100):
        abs(number)


@monitor_only
def test_monitoring_ends_with_the_limit():
    assert sys.monitoring.get_tool(4) is None
    with time_limit(5, alarm=False):
        assert sys.monitoring.get_tool(4) == "minigrad's time limit"
        assert sys.gettrace() is None or "coverage" in str(sys.gettrace())
    with pytest.raises(TimeUp), time_limit(0.1, alarm=False):
        on_two_lines()
    assert sys.monitoring.get_tool(4) is None
    assert timelimit._limits == {}


@monitor_only
def test_where_another_tool_monitors_the_trace_keeps_the_limit():
    sys.monitoring.use_tool_id(4, "another")
    try:
        assert not monitoring_works()
        with pytest.raises(TimeUp), time_limit(0.1, alarm=False):
            on_two_lines()
        assert sys.monitoring.get_tool(4) == "another"
    finally:
        sys.monitoring.free_tool_id(4)


def test_the_limit_of_one_thread_is_not_anothers(alarm):
    if alarm:
        pytest.skip("an alarm is the main thread's alone")
    began, ended, counted = threading.Event(), threading.Event(), []

    def other():
        began.set()
        while not ended.is_set():
            counted.append(1)
            time.sleep(0.001)

    thread = threading.Thread(target=other)
    thread.start()
    began.wait()
    with pytest.raises(TimeUp), time_limit(0.1, alarm=False):
        on_two_lines()
    before = len(counted)
    while len(counted) == before and thread.is_alive():
        time.sleep(0.001)
    assert thread.is_alive()
    ended.set()
    thread.join()


def test_the_trace_puts_back_what_was_there(monkeypatch):
    monkeypatch.setattr(timelimit, "monitoring_works", lambda: False)
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


@alarm_only
def test_leaving_is_never_cut_short(monkeypatch):
    """An alarm that rings again while the block is being left must not keep it from ending."""
    if not alarm_works():
        pytest.skip("an alarm is the main thread's alone")
    monkeypatch.setattr(timelimit, "_AGAIN", 3e-4)
    for _ in range(200):
        with pytest.raises(TimeUp), time_limit(0.001, alarm=True):
            on_two_lines()
        assert signal.getsignal(signal.SIGALRM) is timelimit._too_late
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_the_block_may_use_context_managers_that_are_generators(alarm):
    @contextlib.contextmanager
    def endless():
        on_two_lines()
        yield

    with pytest.raises(TimeUp), time_limit(0.1, alarm=alarm), endless():
        pass
