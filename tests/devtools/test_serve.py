"""The server of a built book."""

from devtools import serve


def test_a_taken_port_is_said_and_the_next_one_taken(capsys):
    first = serve.bind(".", 0)
    second = serve.bind(".", first.server_port)
    try:
        assert second.server_port > first.server_port
        assert f"Port {first.server_port} is taken; trying the next." in capsys.readouterr().out
    finally:
        first.server_close()
        second.server_close()
