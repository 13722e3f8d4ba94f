// A self-check question in a notebook: the website's form, brought to life by the website's script.
import { mount } from "./form.js";
import { keepKeys } from "../shared/keys.js";

export default {
  render({ model, el }) {
    const listeners = new AbortController();
    el.classList.add("c7-self-check");
    el.innerHTML = model.get("form");
    keepKeys(el, listeners.signal);
    mount(el.querySelector("form"), listeners.signal);
    return () => listeners.abort();
  },
};
