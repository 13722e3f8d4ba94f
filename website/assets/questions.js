// The questions of a page, brought to life by the script that also does so in a notebook.
import { mount } from "../../src/chapter7/widgets/questions/form.js";

document.querySelectorAll("form.c7-question").forEach((form) => mount(form));
