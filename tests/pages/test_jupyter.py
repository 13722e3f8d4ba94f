"""A page read by jupytext, as JupyterLab and Binder read it."""

import jupytext
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from jupytext.sync_contentsmanager import build_sync_jupytext_contents_manager_class
from nbformat.v4 import new_output

Contents = build_sync_jupytext_contents_manager_class(LargeFileManager)


def test_a_page_opens_as_a_notebook_with_all_its_cells(notebook):
    read = jupytext.reads(notebook.text, fmt="md:myst")
    code = [cell.source.strip() for cell in read.cells if cell.cell_type == "code"]
    assert code == [cell.code.strip() for cell in notebook.cells]
    assert read.metadata.kernelspec.name == "python3"


def test_a_page_saved_in_jupyterlab_is_the_file_that_it_was(notebook, tmp_path):
    (tmp_path / "page.md").write_bytes(notebook.path.read_bytes())
    contents = Contents(root_dir=str(tmp_path))
    opened = contents.get("page.md", type="notebook", content=True)
    # What JupyterLab notes of the kernel that it starts, and a result.
    kernel = KernelSpecManager().get_kernel_spec("python3")
    opened["content"]["metadata"] |= {
        "kernelspec": {
            "display_name": kernel.display_name,
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python", "pygments_lexer": "ipython3", "version": "3.12.1"},
    }
    code = [cell for cell in opened["content"]["cells"] if cell["cell_type"] == "code"]
    code[0] |= {"execution_count": 1, "outputs": [new_output("stream", text="1")]}
    contents.save(opened, "page.md")
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == notebook.text
