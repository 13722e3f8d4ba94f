"""The question bank: every self-check question and exercise of the built pages, for other systems.

    python -m website.bank gift questions.gift.txt
    python -m website.bank moodle questions.xml --section 7.2 --level apply
    python -m website.bank canvas questions.zip

`goals` says which goal and level each serves, `reading` finds them in the pages, `markup` makes
their HTML fit for another system, and a module for each format writes them. A bank holds what
the pages show every reader, and nothing of the coursework.
"""
