"""A zip from a learning management system becomes one folder a student, and nobody is lost."""

import stat
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coursework.exchange import archive, collect
from coursework.marking.students import students
from coursework.results import tables
from tests.coursework.commands import coursework

MOODLE = {
    "Ada Lovelace_12345_assignsubmission_file_/density.ipynb": "ada",
    "Zoë Ünal_12346_assignsubmission_file/density.ipynb": "zoe",
    "ada01 Grace Hopper_77_assignsubmission_file_/homework/density (1).ipynb": "grace",
    "Participant_8_assignsubmission_file_density.ipynb": "blind",
    "Ada Lovelace_12399_assignsubmission_file_/density.ipynb": "the other Ada",
}
CANVAS = {
    "lovelaceada_123_456_density-1.ipynb": "ada",
    "hoppergrace_LATE_124_457_density.ipynb": "grace",
    "ünalzoë_125_458_density.ipynb": "zoe",
    "lovelaceada_126_459_density.ipynb": "the other Ada",
    "anon_aB3dE_460_density.ipynb": "anonymous",
    "LATE_anon_9xYz1_461_density.ipynb": "anonymous, late",
}
BLACKBOARD = {
    "Density_ada_attempt_2026-11-02-10-11-12_density.ipynb": "early",
    "Density_ada_attempt_2026-11-02-10-11-12.txt": "Name: Ada Lovelace (ada)\nAssignment: D",
    "Density_ada_attempt_2026-11-12-09-00-00_density.ipynb": "late",
    "Density_ada_attempt_2026-11-12-09-00-00.txt": "Name: Ada Lovelace (ada)\nAssignment: D",
    "Density_z_unal_attempt_2026-11-02-10-11-12_density.ipynb": "zoe",
    "Density_z_unal_attempt_2026-11-02-10-11-12.txt": "Name: Zoë Ünal (z_unal)\n",
}


def packed(path, members):
    """A zip with these members: {path or ZipInfo: text}."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for member, text in members.items():
            made.writestr(member, text)
    return path


def collected(tmp_path, members):
    """(Collected, {student: text of the notebook, or None})."""
    zipped = packed(tmp_path / "in.zip", members)
    found = collect.collect("density", zipped, tmp_path / "out")
    texts = {}
    folders, others = students(tmp_path / "out")
    assert others == []  # the table is no student, and no file of anybody's
    for student in folders:
        path = tmp_path / "out" / student / "density.ipynb"
        texts[student] = path.read_text("utf-8") if path.exists() else None
    return found, texts


def test_moodle(tmp_path):
    found, texts = collected(tmp_path, MOODLE)
    assert not found.lost and not found.missing
    assert texts == {
        "Ada Lovelace_12345": "ada",
        "Ada Lovelace_12399": "the other Ada",
        "Participant_8": "blind",
        "Zoë Ünal_12346": "zoe",
        "ada01 Grace Hopper_77": "grace",
    }


def test_canvas(tmp_path):
    found, texts = collected(tmp_path, CANVAS)
    assert not found.lost and not found.missing
    assert texts == {
        "lovelaceada_123": "ada",
        "lovelaceada_126": "the other Ada",
        "hoppergrace_124": "grace",
        "ünalzoë_125": "zoe",
        "anon_aB3dE": "anonymous",
        "anon_9xYz1": "anonymous, late",
    }


def test_blackboard_gives_the_latest_attempt(tmp_path):
    found, texts = collected(tmp_path, BLACKBOARD)
    assert not found.lost and not found.missing
    assert texts == {"ada": "late", "z_unal": "zoe"}
    ada = next(row for row in found.rows if row["student"] == "ada")
    assert (ada["name"], ada["attempt"]) == ("Ada Lovelace", "2026-11-12-09-00-00")


def test_blackboard_without_receipts_confuses_nobody(tmp_path):
    names = ["D_a_lee", "D_b_lee", "D_kim"]
    members = {f"{n}_attempt_2026-11-02-10-11-12_density.ipynb": n for n in names}
    _, texts = collected(tmp_path, members)
    assert texts == {"D_a_lee": "D_a_lee", "D_b_lee": "D_b_lee", "kim": "D_kim"}


def test_the_table_tells_which_file_is_whose(tmp_path):
    collected(tmp_path, MOODLE)
    read = tables.read(tmp_path / "out" / "students.csv")
    ada = next(cells for _, cells in read.texts() if cells["id"] == "12345")
    assert ada == {
        "student": "Ada Lovelace_12345",
        "system": "moodle",
        "id": "12345",
        "name": "Ada Lovelace",
        "attempt": "",
        "file": "Ada Lovelace_12345/density.ipynb",
        "handed_in": "density.ipynb",
        "note": "",
    }
    assert len(read.rows) == len(MOODLE)


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        (["density.ipynb", "density (1).ipynb"], "density.ipynb"),
        (["density.ipynb", "data.csv", "scratch.ipynb"], "density.ipynb"),
        (["Density_Ada.IPYNB"], "Density_Ada.IPYNB"),
        (["density.ipynb.txt"], "density.ipynb.txt"),
        (["density copy.ipynb.json", "plot.png"], "density copy.ipynb.json"),
        (["homework 3.ipynb"], "homework 3.ipynb"),
        ([".ipynb_checkpoints", "._density.ipynb", "density-2.ipynb"], "density-2.ipynb"),
    ],
)
def test_the_notebook_among_what_a_student_handed_in(tmp_path, files, taken):
    found, texts = collected(tmp_path, {f"A_1_assignsubmission_file_/{f}": f for f in files})
    assert texts == {"A_1": taken} and found.rows[0]["handed_in"] == taken


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (["answers.docx"], "no notebook of density; handed in: 'answers.docx'"),
        (["losses.ipynb"], "no notebook of density; handed in: 'losses.ipynb'"),
        (["a.ipynb", "b.ipynb"], "several notebooks: 'a.ipynb', 'b.ipynb'"),
        (["density-1.ipynb", "density-2.ipynb"], "several notebooks: 'density-1.ipynb', "),
        (["density.zip"], "no notebook of density; handed in: 'density.zip'"),
        ([""], "no notebook of density; handed in: nothing"),
        (["1/density.ipynb", "2/density.ipynb"], "several notebooks"),
    ],
)
def test_a_student_without_a_clear_notebook_is_not_forgotten(tmp_path, files, why):
    members = {f"A_1_assignsubmission_file_/{f}": f for f in files}
    found, texts = collected(tmp_path, members | MOODLE)
    assert [row["student"] for row in found.missing] == ["A_1"]
    assert found.missing[0]["note"].startswith(why)
    assert texts["A_1"] is None and len(texts) == len(MOODLE) + 1


def test_canvas_takes_what_was_uploaded_last(tmp_path):
    members = {"a_1_30_density-1.ipynb": "second", "a_1_9_density.ipynb": "first"}
    assert collected(tmp_path, members)[1] == {"a_1": "second"}


def test_a_text_typed_into_the_system_is_no_notebook(tmp_path):
    members = {
        "A_1_assignsubmission_onlinetext/onlinetext.html": "done!",
        "B_2_assignsubmission_onlinetext_/onlinetext.html": "",
        "B_2_assignsubmission_file_/density.ipynb": "b",
    }
    found, texts = collected(tmp_path, members)
    assert texts == {"A_1": None, "B_2": "b"} and not found.lost


def test_the_latest_attempt_counts_also_where_it_holds_no_notebook(tmp_path):
    members = {
        "D_ada_attempt_2026-11-02-10-11-12_density.ipynb": "early",
        "D_ada_attempt_2026-11-12-09-00-00_sorry.txt": "late",
    }
    found, texts = collected(tmp_path, members)
    assert texts == {"ada": None} and "sorry.txt" in found.missing[0]["note"]


@pytest.mark.parametrize(
    "member",
    [
        "Bob_2_assignsubmission_file_/Ada_1_assignsubmission_file_/density.ipynb",
        "Bob_2_assignsubmission_file_Ada_1_assignsubmission_file_density.ipynb",
        "Bob_2_assignsubmission_file_/ada_1_9_density.ipynb",
    ],
)
def test_nobody_hands_in_for_another(tmp_path, member):
    _, texts = collected(tmp_path, {"Ada_1_assignsubmission_file_/density.ipynb": "a", member: "b"})
    assert texts["Ada_1"] == "a" and set(texts) == {"Ada_1", "Bob_2"}


def test_a_zip_that_was_packed_again_is_read(tmp_path):
    members = {f"my class\\{path}".replace("/", "\\"): text for path, text in MOODLE.items()}
    members |= {"__MACOSX/my class/._x": "", "my class\\.DS_Store": "", "my class/Thumbs.db": ""}
    found, texts = collected(tmp_path, members)
    assert not found.lost and len(texts) == len(MOODLE)


def test_files_beside_files_of_a_mac_are_nobodys(tmp_path):
    members = CANVAS | {f"__MACOSX/._{path}": "" for path in CANVAS}
    found, texts = collected(tmp_path, members)
    assert not found.lost and texts["lovelaceada_123"] == "ada"


def test_a_name_in_utf_8_is_read_also_where_the_zip_does_not_say_so(tmp_path):
    name = "Zoë_1_23_a.ipynb".encode()
    data = packed(tmp_path / "a.zip", {"x" * len(name): "zoe"}).read_bytes()
    (tmp_path / "b.zip").write_bytes(data.replace(b"x" * len(name), name))
    found = collect.collect("density", tmp_path / "b.zip", tmp_path / "out")
    assert found.rows[0]["name"] == "Zoë"


PEOPLE = st.dictionaries(
    st.integers(0, 10**9),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0_/\\"), min_size=1),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60)
@given(people=PEOPLE)
@example(people={1: ".", 2: "..", 3: " ", 4: "=x", 5: "n" * 250, 6: "é" * 200, 7: "~$", 8: "a\n"})
def test_whoever_hands_in_has_a_folder_and_a_line(tmp_path_factory, people):
    tmp_path = tmp_path_factory.mktemp("zip")
    members = {
        f"{name}_{number}_assignsubmission_file_/density.ipynb": str(number)
        for number, name in people.items()
    }
    found, texts = collected(tmp_path, members)
    read = tables.read(tmp_path / "out" / "students.csv")
    lines = {cells["id"]: cells["student"] for _, cells in read.texts()}
    assert not found.lost and not found.missing
    assert {texts[student]: student for student in texts} == lines
    assert set(lines) == {str(number) for number in people}


# What is refused ---------------------------------------------------------------------------------


def info(path, mode=0, flags=0):
    made = zipfile.ZipInfo(path)
    made.external_attr, made.flag_bits = mode << 16, flags
    return made


EVIL = [
    ("../Eve_9_assignsubmission_file_/density.ipynb", "its path leaves the folder"),
    ("Eve_9_assignsubmission_file_/../../density.ipynb", "its path leaves the folder"),
    ("Eve_9_assignsubmission_file_\\..\\..\\density.ipynb", "its path leaves the folder"),
    ("/Eve_9_assignsubmission_file_/density.ipynb", "its path is absolute"),
    ("\\\\host\\Eve_9_assignsubmission_file_\\density.ipynb", "its path is absolute"),
    ("C:\\Eve_9_assignsubmission_file_\\density.ipynb", "its path is absolute"),
    ("c:Eve_9_assignsubmission_file_/density.ipynb", "its path is absolute"),
    (info("Eve_9_assignsubmission_file_/density.ipynb", stat.S_IFLNK | 0o777), "it is a link"),
    (info("Eve_9_assignsubmission_file_/density.ipynb", stat.S_IFIFO | 0o644), "it is a link"),
]


@pytest.mark.parametrize(("member", "why"), EVIL)
def test_a_member_that_leads_elsewhere_is_not_read(tmp_path, member, why):
    found, texts = collected(tmp_path, {member: "/etc/passwd"} | MOODLE)
    assert [reason[: len(why)] for _, reason in found.lost] == [why]
    assert len(texts) == len(MOODLE) + 1 and [t for t in texts.values() if t is None] == [None]
    assert f"handed in: nothing; not read: {why}" in found.missing[0]["note"]
    assert {path.name for path in tmp_path.iterdir()} == {"in.zip", "out"}


def test_an_encrypted_member_is_not_read(tmp_path):
    data = packed(tmp_path / "a.zip", {"A_1_assignsubmission_file_/density.ipynb": "a"})
    raw = bytearray(data.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + offset] |= 1
    data.write_bytes(raw)
    found = collect.collect("density", data, tmp_path / "out")
    assert found.lost[0][1] == "it is encrypted" and len(found.missing) == 1


def test_paths_that_differ_only_by_case_are_both_listed(tmp_path):
    members = {
        "A_1_assignsubmission_file_/density.ipynb": "a",
        "A_1_assignsubmission_file_/Density.ipynb": "b",
    }
    found, texts = collected(tmp_path, members)
    assert texts == {"A_1": None} and len(found.lost) == 2
    assert all("differs only by case" in why for _, why in found.lost)


def test_a_bomb_costs_its_owner_alone(tmp_path):
    bomb = {"Eve_9_assignsubmission_file_/density.ipynb": "0" * 20_000_000}
    found, texts = collected(tmp_path, bomb | MOODLE)
    assert found.missing[0]["note"] == "it unpacks to more than 250 times its size"
    assert sorted(texts) == sorted(["Eve_9", *[r["student"] for r in found.rows if r["file"]]])


def test_a_member_beyond_the_markers_limit_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(collect, "MAX_BYTES", 2_000_000)
    found, _ = collected(tmp_path, {"A_1_assignsubmission_file_/density.ipynb": "0" * 3_000_000})
    assert found.missing[0]["note"] == "it has 3 MB, the limit is 2 MB"


def test_all_members_together_have_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL", 8)
    found, texts = collected(tmp_path, MOODLE)
    assert "which is the limit" in found.missing[0]["note"] and len(texts) == len(MOODLE)


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    with pytest.raises(ValueError, match="it holds 5 members, the limit is 3"):
        collected(tmp_path, MOODLE)
    assert not (tmp_path / "out").exists()


def test_a_member_that_says_a_wrong_size_or_is_damaged_is_not_read(tmp_path):
    path = packed(tmp_path / "a.zip", {"A_1_assignsubmission_file_/density.ipynb": "abc" * 99})
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\x01\x02") + 24  # the size when unpacked, in the directory
    raw[at : at + 4] = (5).to_bytes(4, "little")
    path.write_bytes(raw)
    found = collect.collect("density", path, tmp_path / "out")
    assert "it cannot be unpacked" in found.missing[0]["note"]


@pytest.mark.parametrize(
    ("offset", "value", "words"),
    [(6, 99, "zip file version 9.9"), (46, 255, "invalid start byte"), (0, 0, "Bad magic number")],
)
def test_a_damaged_directory_is_named_with_the_archive(tmp_path, offset, value, words):
    """Bytes of the directory's first entry: the version it needs, its name, its signature."""
    path = packed(tmp_path / "a.zip", {"Zoë_1_assignsubmission_file_/density.ipynb": "z"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + offset] = value
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=rf"a\.zip: .*{words}"):
        collect.collect("density", path, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


# The command -------------------------------------------------------------------------------------


def test_the_command_ends_with_a_status_that_says_whether_all_are_placed(tmp_path):
    packed(tmp_path / "all.zip", MOODLE)
    packed(tmp_path / "some.zip", MOODLE | {"E_9_assignsubmission_file_/x.pdf": "", "readme": ""})
    done = coursework("collect-zip", "density", tmp_path / "all.zip", tmp_path / "all")
    assert done.returncode == 0 and not done.stderr
    assert "5 notebooks of 5 students, students.csv" in done.stdout
    done = coursework("collect-zip", "density", tmp_path / "some.zip", tmp_path / "some")
    assert done.returncode == 1 and "5 notebooks of 6 students" in done.stdout
    assert "without a notebook: 'E_9': no notebook of density; handed in: 'x.pdf'" in done.stderr
    assert "not placed: 'readme': no system names a submission like this" in done.stderr


@pytest.mark.parametrize(
    ("members", "target", "words"),
    [
        (None, "out", "in.zip: File is not a zip file"),
        ({}, "out", "no member is named as Moodle, Canvas or Blackboard name submissions"),
        ({"ada/density.ipynb": ""}, "out", "name submissions, such as 'ada/density.ipynb'"),
        (MOODLE, ".", "is not empty: name a new folder"),
    ],
)
def test_a_wrong_archive_or_folder_is_named_in_a_line(tmp_path, members, target, words):
    zipped = tmp_path / "in.zip"
    zipped.write_text("no zip") if members is None else packed(zipped, members)
    done = coursework("collect-zip", "density", zipped, tmp_path / target)
    assert done.returncode == 2 and words in done.stderr and len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.zip"]
