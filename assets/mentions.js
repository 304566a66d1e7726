// Onus: @ in a comment offers the members of the case.
"use strict";
(() => {
	const at = location.pathname.match(/^\/cases\/[^/]+/)?.[0];
	if (!at) return;
	let list = null, field = null, typed = "", asked = 0;

	const before = () => field.value.slice(0, field.selectionStart);
	const word = () => /(?:^|[\s(])@([\p{L}\p{N}._+-]{0,40})$/u.exec(before())?.[1];

	function close() {
		list?.remove();
		list = null;
		field?.removeAttribute("aria-activedescendant");
	}

	function choose(option) {
		const end = before().slice(0, -typed.length || undefined) + option.dataset.handle + " ";
		field.setRangeText(end, 0, field.selectionStart, "end");
		close();
		field.focus();
	}

	function mark(option) {
		for (const one of list.children) one.setAttribute("aria-selected", String(one === option));
		field.setAttribute("aria-activedescendant", option.id);
	}

	function show(all) {
		close();
		if (!all.length) return;
		list = document.createElement("ul");
		list.className = "mentions";
		list.setAttribute("role", "listbox");
		all.forEach((one, i) => {
			const option = document.createElement("li");
			option.id = "mention-" + i;
			option.dataset.handle = one.handle;
			option.setAttribute("role", "option");
			option.textContent = `${one.name} @${one.handle}`;
			option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
			list.append(option);
		});
		field.after(list);
		mark(list.firstChild);
	}

	document.addEventListener("input", async (event) => {
		if (!event.target.matches?.("textarea[data-mentions]")) return;
		field = event.target;
		const now = word(), mine = ++asked;
		if (now === undefined) return close();
		typed = now;
		const answer = await fetch(`${at}/handles?q=${encodeURIComponent(now)}`);
		if (mine === asked && answer.ok) show(await answer.json());
	});

	document.addEventListener("keydown", (event) => {
		if (!list || event.target !== field) return;
		const marked = list.querySelector("[aria-selected=true]");
		if (event.key === "ArrowDown") mark(marked.nextSibling ?? list.firstChild);
		else if (event.key === "ArrowUp") mark(marked.previousSibling ?? list.lastChild);
		else if (event.key === "Enter" || event.key === "Tab") choose(marked);
		else if (event.key === "Escape") close();
		else return;
		event.preventDefault();
		event.stopPropagation();
	}, true);
	document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
})();
