"""Texts and vocabularies: cleaning and merges by hand, parts that share no file."""

import ast
import hashlib
import zlib

import pytest

from chapter7.lab import corpus
from chapter7.lab.vocabularies import BytePairs, Characters

pytestmark = pytest.mark.xdist_group("corpus")  # with test_records.py, which reads the code too

SOURCE = '''\
"""What the module is for."""
# a comment
import re  # another

URL = "http://x#y"  # a # in a string is none of a comment
PATTERN = r\'\'\'# not "this"
one\'\'\'



class Empty:
    """Only this."""


def add(a, b):
    """Adds."""
    if a:
        # nothing left of this line

        return a + b  # "quoted"
    return '\\'#'
'''
CLEANED = """\
import re

URL = "http://x#y"
PATTERN = r\'\'\'# not "this"
one\'\'\'

class Empty:
\tpass

def add(a, b):

\tif a:

\t\treturn a + b
\treturn '\\'#'
"""


def test_code_is_cleaned():
    assert corpus.cleaned(SOURCE) == CLEANED
    assert corpus.cleaned("x = y\n") == "x = y\n"


@pytest.mark.parametrize(
    "source",
    [
        "x = 'é'\n",
        "x = '" + 160 * "a" + "'\n",
        "x = [1, 22, 333]\n",  # a table of numbers
        '"""A docstring alone."""\n',
        "# a comment alone\n",
        "",
    ],
)
def test_a_file_that_is_no_code_is_left_out(source):
    assert corpus.cleaned(source) is None


@pytest.mark.parametrize(
    ("name", "is_out"),
    [
        ("core/expr.py", False),
        ("core/tests/test_expr.py", True),
        ("core/__init__.py", True),
        ("conftest.py", True),
        ("testing/runtests.py", False),
        ("parsing/latex/_antlr/latexparser.py", True),
        ("core/latest/contest.py", False),
    ],
)
def test_tests_and_generated_files_are_left_out(name, is_out):
    assert bool(corpus.LEFT_OUT.search(name)) is is_out


CODE = "114c3d27b29ae3e6feffb4455b095703642f2e4f5c08be769357ec96cc905ec1"
PLAYS = "f3d5a243ead6b98cfd734d2bd22d939103e1390837d4dad3ca75d73a559a2c9e"
CORPORA = [
    (corpus.code, "code", 6_530_000, CODE),
    (corpus.plays, "plays", 1_214_000, PLAYS),
]


@pytest.mark.parametrize(("load", "name", "size", "sha256"), CORPORA)
def test_a_corpus_is_what_it_says(load, name, size, sha256):
    found = load()
    assert found is load()  # made once
    assert found.name == name
    parts = [found.train, found.validation, found.test]
    assert sum(map(len, parts)) == pytest.approx(size, rel=0.01)
    assert all(part.isascii() for part in parts)
    assert min(map(len, parts)) > 90_000
    assert found.sha256 == hashlib.sha256("\0".join(parts).encode()).hexdigest()
    assert found.sha256 == sha256  # of SymPy 1.14.0


def test_the_parts_of_the_code_are_whole_files_of_their_own():
    found = corpus.code()
    head = "class CommaOperator(Basic):"  # of one file, codegen/cnodes.py
    assert sum(head in part for part in (found.train, found.validation, found.test)) == 1
    for part in (found.validation, found.test):
        ast.parse(part.replace("\t", "    "))
        assert 0.03 < len(part) / len(found.train) < 0.08  # a twentieth of the files each


def test_a_files_part_follows_from_its_path():
    # modulo 20 by another route, digit by digit
    for name in ("core/expr.py", "core/power.py", "sets/sets.py", "abc.py"):
        rest = 0
        for digit in hashlib.sha256(name.encode()).hexdigest():
            rest = (rest * 16 + int(digit, 16)) % 20
        assert corpus._part(name) == {0: 1, 1: 2}.get(rest, 0)


def test_compressors_stand_beside_a_loss():
    plays = corpus.plays()
    data = plays.validation.encode()
    assert plays.zlib_bits() == 8 * len(zlib.compress(data, 9)) / len(data)
    assert 1 < plays.lzma_bits() < plays.zlib_bits() < 8
    repeated = corpus.Corpus("x", "nowhere", train=plays.test, validation=plays.test, test="")
    assert repeated.lzma_bits() < 0.01 < repeated.zlib_bits()  # what is known costs nothing


# The words of Sennrich et al., in lines. es 9 (e before s: before st), est 9; lo 7, low 7; ew 6,
# new, newest; dest 3, idest, widest; er 2, lower: a tie goes to the lowest ids.
LINES = "\n".join(5 * ["low"] + 2 * ["lower"] + 6 * ["newest"] + 3 * ["widest"])
LETTERS = ["\n", "d", "e", "i", "l", "n", "o", "r", "s", "t", "w"]
MERGED = ["es", "est", "lo", "low", "ew", "new", "newest", "dest", "idest", "widest", "er", "lower"]


@pytest.mark.parametrize("n_merges", [0, 1, 4, 12, 30])
def test_merges_are_those_worked_out_by_hand(n_merges):
    pairs = BytePairs(LINES, vocab_size=11 + n_merges)
    assert pairs.pieces == LETTERS + MERGED[:n_merges]


def test_a_word_is_spelled_by_the_merges_in_their_order():
    pairs = BytePairs(LINES, vocab_size=15)  # es, est, lo, low
    for word, pieces in [
        ("lowest", ["low", "est"]),
        ("lowlow", ["low", "low"]),
        ("sese", ["s", "es", "e"]),
        ("lolo", ["lo", "lo"]),
        ("w", ["w"]),
    ]:
        assert [pairs.pieces[token] for token in pairs.encode(word)] == pieces


def test_merges_stay_within_words_and_indentation():
    pairs = BytePairs("if a:\n\t\treturn a\n" * 20, vocab_size=300)
    assert len(pairs) < 300  # no pair is left
    assert "\t\t" in pairs.pieces
    assert " a" in pairs.pieces
    assert not any("\n" in piece and len(piece) > 1 for piece in pairs.pieces)
    assert not any(" " in piece[1:] for piece in pairs.pieces)


def test_text_comes_back_from_its_tokens():
    plays = corpus.plays()
    part = plays.validation[:20_000]
    characters, pairs = Characters(plays.train), BytePairs(part, vocab_size=100)
    assert len(characters) == 63
    assert len(pairs) == 100
    for vocabulary in (characters, pairs):
        tokens = vocabulary.encode(part)
        assert vocabulary.decode(tokens) == part
        assert 0 <= int(tokens.min()) <= int(tokens.max()) < len(vocabulary)
    assert len(pairs.encode(part)) < 0.75 * len(characters.encode(part))


def test_what_a_vocabulary_does_not_hold_is_named():
    for vocabulary in (Characters("abc"), BytePairs("abcabc", vocab_size=4)):
        with pytest.raises(ValueError, match="text must hold known characters only, got 'd'"):
            vocabulary.encode("abd")
    with pytest.raises(ValueError, match="vocab_size must be at least 3, got 2"):
        BytePairs("abcabc", vocab_size=2)
