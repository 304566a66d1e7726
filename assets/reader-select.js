// Onus: selecting the words of a document, on the picture of a page too, and copying
// them as they stand in its text.
"use strict";
(() => {
	const parts = document.getElementById("parts");
	if (!parts) return;
	const all = (selector, root) => [...root.querySelectorAll(selector)];

	// ---- with the mouse, on a page --------------------------------------
	// Browsers go astray where there is no word under the pointer: between lines, beside
	// columns. Here the nearest word counts.
	const known = new WeakMap(); // layer of a page → its runs

	function runsOf(layer) {
		if (!known.has(layer)) known.set(layer, all("text", layer).filter((text) => text.firstChild?.nodeType === 3).map((text) => {
			const value = (name) => Number(text.getAttribute(name));
			const angle = Number(/rotate\((\d+)/.exec(text.getAttribute("transform") ?? "")?.[1] ?? 0) * Math.PI / 180;
			return { text, x: value("x"), y: value("y"), size: value("font-size"), length: value("textLength"), cos: Math.cos(angle), sin: Math.sin(angle), leftwards: text.getAttribute("direction") === "rtl" };
		}));
		return known.get(layer);
	}

	// nearest is the run for a point of a page. The line counts before the place in it;
	// beside a line, the word before the point counts more than the one after it, since
	// people drag over the end of a line.
	function nearest(layer, p) {
		let best = null, least = Infinity;
		for (const run of runsOf(layer)) {
			const dx = p.x - run.x, dy = p.y - run.y;
			const along = (dx * run.cos + dy * run.sin) * (run.leftwards ? -1 : 1), across = dy * run.cos - dx * run.sin;
			const far = Math.max(-4 * along, along - run.length, 0) + 20 * Math.max(-0.91 * run.size - across, across - 0.22 * run.size, 0);
			if (far < least) [best, least] = [run, far];
		}
		return best;
	}

	// place is the letter at a point of the screen: a text node, and where in it.
	function place(x, y) {
		const pages = all(".page.loaded", parts);
		let page = document.elementFromPoint(x, y)?.closest(".page.loaded"), least = Infinity;
		if (!page || !parts.contains(page)) for (const one of pages) {
			const box = one.getBoundingClientRect(), far = Math.max(box.top - y, y - box.bottom, 0);
			if (far < least) [page, least] = [one, far];
		}
		const layer = page?.querySelector("[data-layer]");
		const run = layer && nearest(layer, new DOMPoint(x, y).matrixTransform(layer.getScreenCTM().inverse()));
		if (!run) return null;
		const node = run.text.firstChild, at = new DOMPoint(x, y).matrixTransform(run.text.getScreenCTM().inverse()).x;
		for (let i = 0; i < node.length; i++) {
			const middle = (run.text.getStartPositionOfChar(i).x + run.text.getEndPositionOfChar(i).x) / 2;
			if (run.leftwards ? at > middle : at < middle) return { run, node, offset: i };
		}
		return { run, node, offset: node.length };
	}

	// lineOf is the runs from one line break to the next.
	function lineOf(run) {
		const runs = runsOf(run.text.closest("[data-layer]"));
		const breaks = (one) => one.text.textContent.includes("\n");
		let from = runs.indexOf(run), to = from;
		while (from > 0 && !breaks(runs[from - 1])) from--;
		while (to < runs.length - 1 && !breaks(runs[to])) to++;
		return [runs[from].text.firstChild, runs[to].text.firstChild];
	}

	let dragging = null, pointer = null;

	function extend() {
		const to = place(pointer.x, pointer.y);
		if (to) getSelection().setBaseAndExtent(dragging.node, dragging.offset, to.node, to.offset);
	}

	// scroll goes on while the pointer is at the edge.
	function scroll() {
		if (!dragging) return;
		const frame = parts.getBoundingClientRect(), edge = 24;
		const by = Math.max(0, pointer.y - frame.bottom + edge) - Math.max(0, frame.top + edge - pointer.y);
		if (by) {
			parts.scrollTop += by / 2;
			extend();
		}
		requestAnimationFrame(scroll);
	}

	parts.addEventListener("mousedown", (event) => {
		if (event.button !== 0 || event.ctrlKey || event.metaKey || event.altKey || !event.target.closest(".sheet")) return;
		const at = place(event.clientX, event.clientY), selection = getSelection();
		if (!at) return;
		event.preventDefault();
		parts.focus({ preventScroll: true });
		if (event.detail === 2) return selection.setBaseAndExtent(at.node, 0, at.node, at.node.length);
		if (event.detail > 2) {
			const [from, to] = lineOf(at.run);
			return selection.setBaseAndExtent(from, 0, to, to.length);
		}
		const isMore = event.shiftKey && selection.anchorNode && parts.contains(selection.anchorNode);
		dragging = isMore ? { node: selection.anchorNode, offset: selection.anchorOffset } : at;
		pointer = { x: event.clientX, y: event.clientY };
		if (isMore) extend();
		else selection.collapse(at.node, at.offset);
		requestAnimationFrame(scroll);
	});
	addEventListener("mousemove", (event) => {
		if (!dragging) return;
		pointer = { x: event.clientX, y: event.clientY };
		extend();
	});
	addEventListener("mouseup", () => { dragging = null; });

	// ---- copying --------------------------------------------------------
	// The pieces that have a data-start hold the text of a part, all of it and once.
	const elementOf = (node) => node.nodeType === 1 ? node : node.parentElement;

	function textOf(fragment) {
		return all("[data-start]", fragment).map((piece) => piece.textContent).join("");
	}

	// textIn is the text of a part between two places; without one of them, from its
	// beginning or to its end.
	function textIn(room, start, end) {
		const range = document.createRange();
		range.selectNodeContents(room);
		if (start) range.setStart(...start);
		if (end) range.setEnd(...end);
		return elementOf(range.commonAncestorContainer).closest("[data-start]") ? range.toString() : textOf(range.cloneContents());
	}

	document.addEventListener("copy", (event) => {
		const selection = getSelection();
		if (selection.isCollapsed || event.target.closest?.("input, textarea")) return;
		const range = selection.getRangeAt(0);
		if (!parts.contains(range.commonAncestorContainer)) return;
		const chosen = all(":scope > .page, :scope > .part", parts).filter((room) => range.intersectsNode(room));
		if (!chosen.length) return;
		const texts = chosen.map((room) => textIn(room, room.contains(range.startContainer) && [range.startContainer, range.startOffset],
			room.contains(range.endContainer) && [range.endContainer, range.endOffset]));
		event.clipboardData.setData("text/plain", texts.join(parts.dataset.breaks ? "\f" : ""));
		event.preventDefault();
	});
})();
