"""The search's index with whole numbers: Sphinx makes two words of 0.372 and of 50,257."""

import re

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

WORDS = re.compile(  # TeX has 50{,}257
    r"""(?P<number> \d{1,3} (?: (?: [,_\u202f] | \{,\} ) \d{3} )+ (?: \.\d+ )? (?!\w)
                  | \d+ (?: \.\d+ )+ (?!\w) )
      | \w+""",
    re.VERBOSE,
)


class English(SearchEnglish):
    """English as Sphinx has it, but for numbers; assets/search.js takes a query apart alike."""

    def split(self, input: str) -> list[str]:
        """The words of a text; of a number the digits and the point."""
        return [
            re.sub(r"[^\d.]", "", word[0]) if word["number"] else word[0]
            for word in WORDS.finditer(input)
        ]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the language with Sphinx."""
    app.add_search_language(English)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
