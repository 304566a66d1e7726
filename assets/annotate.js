// Onus: marking the selected words of a document. A selection becomes code points of its
// text; the server compares the words with its own.
"use strict";
(() => {
	const parts = document.getElementById("parts"), bar = document.getElementById("marking");
	if (!parts || !bar) return;
	const all = (selector, root = document) => [...root.querySelectorAll(selector)];
	const elementOf = (node) => node.nodeType === 1 ? node : node.parentElement;
	const roomsOf = () => all(":scope > .loaded", parts);
	const base = (room) => Number(room.querySelector("[data-offset]")?.dataset.offset);
	const pieces = (room) => all("[data-start]", room).map((node) => ({ node, start: base(room) + Number(node.dataset.start) }));

	// ---- code points ----------------------------------------------------
	const length = (text) => { let n = 0; for (const _ of text) n++; return n; };

	// placeOf is the code point of the text at a place of the page.
	function placeOf(node, offset) {
		const piece = elementOf(node).closest("[data-start]"), room = elementOf(node).closest(".loaded");
		const range = document.createRange();
		if (piece) {
			range.selectNodeContents(piece);
			range.setEnd(node, offset);
			return base(room) + Number(piece.dataset.start) + length(range.toString());
		}
		range.setStart(node, offset);
		const next = roomsOf().flatMap(pieces).find((one) => range.comparePoint(one.node, 0) >= 0);
		return next?.start ?? Infinity;
	}

	// wordsBetween are the words between two code points, as they stand in the text, and
	// where they begin and end: nothing of what is not loaded is among them.
	function wordsBetween(start, end) {
		let quote = "", from = -1, to = -1;
		for (const room of roomsOf()) {
			let isFirst = true;
			for (const piece of pieces(room)) {
				const letters = [...piece.node.textContent];
				if (piece.start + letters.length <= start || piece.start >= end) continue;
				if (isFirst && quote && parts.dataset.breaks) quote += "\f";
				isFirst = false;
				const at = Math.max(0, start - piece.start);
				if (from < 0) from = piece.start + at;
				to = Math.min(end, piece.start + letters.length);
				quote += letters.slice(at, end - piece.start).join("");
			}
		}
		return { start: from, end: to, quote };
	}

	function chosen() {
		const selection = getSelection();
		if (selection.isCollapsed || !selection.rangeCount) return null;
		const range = selection.getRangeAt(0);
		if (!parts.contains(range.commonAncestorContainer)) return null;
		const words = wordsBetween(placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset));
		return words.quote.trim() ? words : null;
	}

	// nodeAt is the place of the page for a code point of the text.
	function nodeAt(at) {
		for (const { node, start } of roomsOf().flatMap(pieces).reverse()) {
			if (start > at) continue;
			const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
			let rest = at - start, last = null;
			while (walker.nextNode()) {
				last = walker.currentNode;
				const letters = [...last.data];
				if (rest <= letters.length) return [last, letters.slice(0, rest).join("").length];
				rest -= letters.length;
			}
			return last && [last, last.length];
		}
		return null;
	}

	function select(start, end) {
		const from = nodeAt(start), to = nodeAt(end);
		if (from && to) getSelection().setBaseAndExtent(...from, ...to);
	}

	// What is selected stays so when a part of the text is shown anew.
	let kept = null;
	parts.addEventListener("onus:leaving", (event) => {
		const selection = getSelection();
		kept = selection.rangeCount && selection.getRangeAt(0).intersectsNode(event.detail.room) ? chosen() : null;
	});
	// A link for each paragraph is for screen readers: Tab passes it by.
	const passBy = () => { for (const link of all(".mark-paragraph", parts)) link.tabIndex = -1; };
	passBy();
	parts.addEventListener("onus:arrived", passBy);
	parts.addEventListener("onus:arrived", () => { if (kept) select(kept.start, kept.end); kept = null; });

	// ---- the bar --------------------------------------------------------
	let isDown = false, timer = 0;
	function show() {
		const words = chosen();
		for (const move of all("[data-note-move]")) move.hidden = !words;
		if (!words || isDown) return bar.matches(":popover-open") && bar.hidePopover();
		if (!bar.matches(":popover-open")) bar.showPopover();
		const boxes = [...getSelection().getRangeAt(0).getClientRects()].filter((box) => box.width), frame = parts.getBoundingClientRect();
		const box = boxes.findLast((one) => one.bottom <= frame.bottom) ?? boxes.at(-1) ?? frame;
		const below = box.bottom + 8 + bar.offsetHeight < innerHeight;
		bar.style.left = Math.max(8, Math.min(box.left, innerWidth - bar.offsetWidth - 8)) + "px";
		bar.style.top = Math.max(8, below ? box.bottom + 8 : box.top - bar.offsetHeight - 8) + "px";
	}
	const showSoon = () => { clearTimeout(timer); timer = setTimeout(show, 120); };
	document.addEventListener("selectionchange", showSoon);
	parts.addEventListener("scroll", () => { if (bar.matches(":popover-open")) showSoon(); }, { passive: true });
	parts.addEventListener("pointerdown", () => { isDown = true; });
	addEventListener("pointerup", () => { isDown = false; showSoon(); });
	bar.addEventListener("pointerdown", (event) => { if (!event.target.closest("label")) event.preventDefault(); }); // the selection stays

	const say = (text) => { document.getElementById("say").textContent = text; };
	function refuse(text) {
		bar.querySelector(".problem")?.remove();
		if (!text) return;
		const p = document.createElement("p");
		p.className = "problem";
		p.setAttribute("role", "alert");
		p.textContent = text;
		bar.append(p);
	}

	// send tries again when nothing answers; the id keeps it from being done twice.
	async function send(url, fields) {
		for (let tries = 1; ; tries++) {
			try {
				const answer = await fetch(url, { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(fields) });
				return [answer, new DOMParser().parseFromString(await answer.text(), "text/html")];
			} catch (error) {
				if (tries === 3) throw error;
				await new Promise((resolve) => setTimeout(resolve, 500 * tries));
			}
		}
	}

	const newID = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

	let busy = false;
	async function mark(label, then) {
		const words = chosen();
		if (!words || busy) return;
		busy = true;
		refuse("");
		try {
			const [answer, page] = await send(bar.dataset.action, { evidence_id: bar.dataset.evidence, text_id: bar.dataset.text, ...words, label_id: label,
				visibility: bar.querySelector("[data-private]").checked ? "private" : "case", id: newID() });
			if (!answer.ok) return refuse(page.querySelector("[role=alert], main p")?.textContent ?? bar.dataset.failed);
			getSelection().removeAllRanges();
			say(bar.dataset.marked);
			document.dispatchEvent(new CustomEvent("onus:note", { detail: { card: page.querySelector("[data-note]"), then } }));
			parts.dispatchEvent(new CustomEvent("onus:stale"));
		} catch {
			refuse(bar.dataset.failed);
		} finally {
			busy = false;
		}
	}

	async function move(button) {
		const words = chosen(), card = button.closest("[data-note]");
		if (!words) return;
		const [, page] = await send(`${bar.dataset.action}/${button.dataset.noteMove}/passage`, { text_id: bar.dataset.text, ...words, version: card.dataset.version });
		const moved = page.querySelector("[data-note]");
		if (moved) document.dispatchEvent(new CustomEvent("onus:note", { detail: { card: moved } }));
		parts.dispatchEvent(new CustomEvent("onus:stale"));
	}

	document.addEventListener("click", (event) => {
		const button = event.target.closest("#marking button, [data-note-move]");
		if (!button) return;
		if (button.dataset.noteMove) move(button);
		else mark(button.dataset.label ?? "", button.dataset.then);
	});

	// ---- by keyboard ----------------------------------------------------
	// s selects the next word from what is selected, or from the top of the view; Shift and
	// the arrows let it grow and shrink by words, up and down by sentences.
	function around(granularity, at) {
		const room = roomsOf().findLast((one) => base(one) <= at) ?? roomsOf()[0];
		const text = pieces(room).map((piece) => piece.node.textContent).join("");
		let from = pieces(room)[0]?.start ?? 0;
		const list = [];
		for (const one of new Intl.Segmenter(parts.lang || undefined, { granularity }).segment(text)) {
			const to = from + length(one.segment);
			if (granularity === "sentence" || one.isWordLike) list.push([from, to]);
			from = to;
		}
		return list;
	}

	function top() {
		const edge = parts.getBoundingClientRect().top;
		const piece = roomsOf().flatMap(pieces).find((one) => one.node.getBoundingClientRect().top >= edge && one.node.textContent.trim());
		return piece?.start ?? 0;
	}

	const grows = {
		ArrowRight: (words) => around("word", words.end).find(([, to]) => to > words.end)?.[1],
		ArrowLeft: (words) => around("word", words.end).findLast(([from, to]) => to < words.end && from >= words.start)?.[1],
		ArrowDown: (words) => around("sentence", words.end).find(([, to]) => to > words.end)?.[1],
		ArrowUp: (words) => around("sentence", words.end).findLast(([, to]) => to < words.end && to > words.start)?.[1],
	};

	function next() {
		const from = chosen()?.end ?? top(), word = around("word", from).find(([start]) => start >= from);
		if (!word) return;
		select(...word);
		getSelection().focusNode.parentElement.scrollIntoView({ block: "nearest" });
		say(chosen()?.quote ?? "");
	}

	addEventListener("keydown", (event) => {
		if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
		if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]") || localStorage.getItem("keys") === "off") return;
		const words = chosen(), grow = event.shiftKey && words && grows[event.key];
		const button = words && !event.shiftKey && bar.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
		if (grow) {
			const end = grow(words);
			if (end) select(words.start, end);
			say(chosen()?.quote.slice(-80) ?? "");
		} else if (button && button.dataset.key) button.click();
		else if (event.key === "s") next();
		else if (event.key === "Escape" && words) getSelection().removeAllRanges();
		else return;
		event.preventDefault();
	});
})();
