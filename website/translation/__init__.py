"""The book in other languages: catalogues of all that a reader sees, and the pages made from them.

A page is translated as it was built. What stands on it is cut into messages, whoever wrote it: the
prose, a directive, a template, a question, a figure. So there is one way for all of them, and none
can be forgotten. The words that scripts say later are found in the scripts.

`python -m website.translation` (`make gettext`) writes the templates of the catalogues and carries
what is new into those of website/translations/; `website.extension.translation` makes the pages.
"""
