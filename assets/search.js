// Onus: the search field of the top bar shows the first hits while one types.
// Without it the field is a form that leads to the page of hits.
"use strict";
(() => {
	const form = document.querySelector(".bar-search");
	const field = form?.querySelector("input[type=search]");
	const list = form?.querySelector("#quick");
	if (!list) return;

	field.setAttribute("role", "combobox");
	field.setAttribute("aria-autocomplete", "list");
	field.setAttribute("aria-controls", list.id);
	field.setAttribute("aria-expanded", "false");

	let timer, asking, shown = field.value.trim();

	function close() {
		clearTimeout(timer);
		asking?.abort();
		list.hidden = true;
		choose(null);
		field.setAttribute("aria-expanded", "false");
	}

	function choose(option) {
		for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
		if (option) {
			field.setAttribute("aria-activedescendant", option.id);
			option.scrollIntoView({ block: "nearest" });
		} else field.removeAttribute("aria-activedescendant");
	}

	async function ask() {
		const q = field.value.trim();
		shown = q;
		asking?.abort();
		if (q.length < 2 && !/[^\x00-\u2fff]/.test(q)) { close(); return; }
		const mine = asking = new AbortController();
		try {
			const answer = await fetch(`${form.action}?quick=1&q=${encodeURIComponent(q)}`, { headers: { "HX-Request": "true" }, signal: mine.signal });
			const html = await answer.text();
			if (!answer.ok || mine !== asking || document.activeElement !== field) return;
			list.innerHTML = html;
			list.hidden = false;
			field.setAttribute("aria-expanded", "true");
			const region = document.getElementById("say");
			if (region) region.textContent = form.dataset.quick.replace("%s", list.children.length - 1);
		} catch (problem) {
			if (problem.name !== "AbortError") close(); // the form still works
		}
	}

	field.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(ask, 100);
	});
	field.addEventListener("focus", () => { if (field.value.trim() && field.value.trim() !== shown) ask(); });

	field.addEventListener("keydown", (event) => {
		if (event.isComposing) return;
		const options = [...list.children];
		const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && !list.hidden) {
			event.preventDefault();
			choose(options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length]);
		} else if (event.key === "Enter" && at >= 0 && !list.hidden) {
			event.preventDefault();
			options[at].click();
		} else if (event.key === "Escape" && !list.hidden) {
			event.preventDefault();
			event.stopPropagation();
			close();
		}
	});

	form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
	list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus until the click
	form.addEventListener("submit", close);
})();
