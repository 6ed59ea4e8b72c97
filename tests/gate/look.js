// What a page looks like, measured: each fault as {where, rule, fault, remedy}.
(width) => {
  const faults = [];
  const short = (s) => { const t = s.replace(/\s+/g, " ").trim(); return t.length > 50 ? t.slice(0, 49) + "…" : t; };
  const where = (e) => `at ${width} px, <${e.localName}${e.id ? " " + e.id : ""}` +
    `${e.getAttribute("class") ? " " + e.getAttribute("class") : ""}>` +
    (e.textContent && !e.closest("svg") ? ` “${short(e.textContent)}”` : "");
  const add = (e, rule, fault, remedy) => faults.push({ where: where(e), rule, fault, remedy });
  const rgba = (css) => {
    const m = css.match(/[\d.]+/g);
    return m ? [+m[0], +m[1], +m[2], m.length > 3 ? +m[3] : 1] : [0, 0, 0, 0];
  };
  const light = (c) => {
    const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const onWhite = (c, alpha) => c.slice(0, 3).map((v) => v * alpha + 255 * (1 - alpha));
  const contrast = (c) => 1.05 / (light(c) + 0.05);
  const coloured = (c) => c[3] > 0 && Math.max(...c.slice(0, 3)) - Math.min(...c.slice(0, 3)) > 24;
  const hex = (c) => "#" + c.slice(0, 3).map((v) => Math.round(v).toString(16).padStart(2, "0")).join("");
  const hasWords = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());

  if (document.documentElement.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth)
    add(document.body, "sideways scroll", `the page is ${Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)} px wide`,
      "Let words wrap, and what is wide scroll in a region of its own");

  for (const e of [document.documentElement, document.body]) {
    const css = getComputedStyle(e);
    if (/hidden|clip/.test(css.overflowX + css.overflowY)) add(e, "cut off", "what is wider than the window can't be reached", "Take overflow off");
    if (!["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(css.backgroundColor)) add(e, "contrast", `the page is ${css.backgroundColor}`, "Let it be white");
  }
  // Headings are larger the higher they stand, and none larger than a screen of a phone can hold.
  const largest = (sel) => Math.max(0, ...[...document.querySelectorAll(sel)].map((e) => parseFloat(getComputedStyle(e).fontSize)));
  const levels = ["h1", "main h2", "main h3", "main h4, main h5, main h6"].map(largest).filter(Boolean);
  if (levels.some((size, n) => (n && size > levels[n - 1] + .1) || size > 44 || size < 18)) add(document.body, "headings", `headings of ${levels.join(", ")} px`, "Let a higher heading be larger");
  for (const e of document.querySelectorAll("td, th")) {
    const css = getComputedStyle(e), align = css.textAlign;
    if (e.classList.contains("pp-n") ? align !== "right" : !/^(start|left)$/.test(align)) add(e, "number", `set ${align}`, "Set numbers flush right, words flush left");
    if (parseFloat(css.borderBottomWidth) < 1 || parseFloat(css.paddingTop) < 4) add(e, "table", "nothing tells its rows apart", "Draw a line below each row, and leave room");
    if (e.closest("thead") && e.localName === "th" && parseInt(css.fontWeight) < 600) add(e, "table", "a header looks like data", "Set headers bold");
  }

  const STATES = { "pp-improved": "#28a197", "pp-no-change": "#ffdd00", "pp-deteriorated": "#942514" };
  const INK = ["#0b0c0c", "#12436d", "#ffffff", "#000000"];
  for (const e of document.body.querySelectorAll("*")) {
    if (e.localName === "style" || e.closest("svg")) continue;
    const css = getComputedStyle(e), box = e.getBoundingClientRect();
    const isSkip = e.classList.contains("skip");
    if (css.animationName !== "none" || parseFloat(css.transitionDuration) > 0)
      add(e, "motion", "it moves", "Let nothing on the page move");
    // The contents beside the sections stay in sight; they are read before them all the same.
    const isBeside = e.matches("body > nav") && css.position === "sticky";
    if (e.localName !== "details" && !isSkip && !isBeside && css.position !== "static")
      add(e, "reading order", `position ${css.position} takes it out of the order of reading`, "Let it stand where it is read");
    if (css.order !== "0" || /reverse/.test(css.flexDirection) || css.float !== "none" || css.direction !== "ltr" || css.writingMode !== "horizontal-tb")
      add(e, "reading order", "it is shown in another order than it is read", "Change the order in the page itself");
    for (const side of ["::before", "::after"]) {
      const content = getComputedStyle(e, side).content;
      if (!["none", "normal", '""'].includes(content))
        add(e, "style", `${side} adds ${content}`, "Put words in the page itself");
    }
    if (/hidden|clip/.test(css.overflowX + css.overflowY) && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
      add(e, "cut off", "its words are cut off", "Let it grow with its words");
    if (/auto|scroll/.test(css.overflowX + css.overflowY) && e.tabIndex < 0 && !e.querySelector("a[href]") && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && e !== document.body)
      add(e, "scroll region", "it scrolls and can't be reached by key", "Give it tabindex 0, a role and a name");
    const ground = rgba(css.backgroundColor);
    if (e.closest("main") && coloured(ground) && !e.classList.contains("pp-badge"))
      add(e, "state by colour", `its ground is ${hex(ground)}`, "Only a badge has a colour, and says it in a word");
    const EDGES = ["#0b0c0c", "#12436d", "#b1b4b6", "#ffffff"];
    for (const side of ["Top", "Right", "Bottom", "Left"])
      if (parseFloat(css[`border${side}Width`]) > 0 && !EDGES.includes(hex(rgba(css[`border${side}Color`])))) add(e, "state by colour", `an edge of ${css[`border${side}Color`]}`, "Draw edges dark or grey");
    if (!e.matches(":focus") && (css.boxShadow !== "none" || css.textShadow !== "none" || (css.outlineStyle !== "none" && parseFloat(css.outlineWidth) > 0))) add(e, "style", "it has a shadow or an outline", "Keep rings for the focus");
    if (css.backgroundImage !== "none")
      add(e, "state by colour", "it stands on a picture or gradient", "Take it out");
    if (css.scale !== "none" || css.rotate !== "none" || css.translate !== "none" || css.clipPath !== "none" || css.mixBlendMode !== "normal" || css.zoom !== "1")
      add(e, "style", "it is moved, cut or mixed by style", "Take scale, rotate, translate, clip-path, zoom and blending out");
    if (css.transform !== "none" || css.filter !== "none" || css.pointerEvents === "none")
      add(e, "style", "it is turned, blurred or out of reach", "Take transform, filter and pointer-events out");
    if (e.classList.contains("pp-badge")) {
      const paper = ground[3] > 0 ? ground : [255, 255, 255, 1];
      const ink = [...e.querySelectorAll("span")].map((s) => rgba(getComputedStyle(s).color));
      const ratio = (c) => { const [a, b] = [light(c), light(paper)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
      const shape = e.querySelector("svg")?.getBoundingClientRect();
      if (ink.some((c) => c[3] < 1 || ratio(c) < 4.5)) add(e, "state by colour", "its word can't be seen", "Set it at 4.5 : 1 or more");
      if (!shape || shape.width < 10) add(e, "state by colour", "its shape can't be seen", "Draw it beside the word");
      if (parseFloat(css.borderTopWidth) < 1 || contrast(rgba(css.borderTopColor)) < 3) add(e, "state by colour", "it has no dark border", "Draw one");
      const own = Object.keys(STATES).find((state) => e.classList.contains(state));
      if (hex(paper) !== (STATES[own] || "#ffffff")) add(e, "state by colour", `its ground is ${hex(paper)}`, "Use the colours that all can tell apart");
    }
    const asTable = { TABLE: "table", TR: "table-row", TD: "table-cell", TH: "table-cell", CAPTION: "table-caption" }[e.tagName];
    if (asTable && css.display !== asTable) add(e, "table", `display ${css.display} takes its meaning away`, "Let tables be tables");
    if (e.localName === "caption" && css.captionSide !== "top") add(e, "caption", "it stands below its table", "Let it stand above");
    if (!hasWords(e)) continue;
    if (!isSkip && (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) || box.width < 2 || box.height < 2 || box.right < 0 || box.bottom + scrollY < 0))
      { add(e, "hidden", "words that can't be seen", "Show them or take them out"); continue; }
    const size = parseFloat(css.fontSize);
    if (parseInt(css.fontWeight) < 400) add(e, "font", `weight ${css.fontWeight}`, "Set words at 400 or more");
    if (size < 16) add(e, "small words", `${size} px`, "Set them in 12 pt (16 px) or more");
    if (!/sans-serif|system-ui/.test(css.fontFamily) || /cursive|fantasy|monospace|comic|papyrus|georgia|times|garamond|cambria|palatino|(?<!sans-)serif/i.test(css.fontFamily))
      add(e, "font", css.fontFamily, "Set it in a sans serif");
    const line = css.lineHeight === "normal" ? 1.2 : parseFloat(css.lineHeight) / size;
    if ((line < 1.19 && !e.closest(".pp-value")) || (/^(P|LI|DD)$/.test(e.tagName) && !e.closest(".pp-badge, .pp-value") && line < 1.34))
      add(e, "line height", `lines ${line.toFixed(2)} of the type size apart`, "Set at least 1.4, headings 1.2");
    if (css.textAlign === "justify" || (/^(P|LI|DD|FIGCAPTION)$/.test(e.tagName) && !/^(start|left)$/.test(css.textAlign))) add(e, "justified", `words are set ${css.textAlign}`, "Set them flush left");
    if (e.tagName === "P" && e.closest("main") && width >= 1000 && box.width / size > 48) add(e, "long lines", `lines ${Math.round(box.width / size)} em long`, "Keep them to 42 em");
    if (/underline/.test(css.textDecorationLine) && !e.closest("a, summary")) add(e, "link", "underlined words are no link", "Underline links only");
    if (rgba(css.color)[3] < 1 || rgba(css.webkitTextFillColor)[3] < 1) add(e, "hidden", "its words are clear", "Let them be seen");
    if (css.userSelect === "none") add(e, "copying", "words can't be selected", "Take user-select out");
    if (css.textTransform !== "none" || css.fontVariantCaps !== "normal") add(e, "capitals", "letters are changed by style", "Write them as they are");
    if (css.fontStyle === "italic" && box.width > 0 && e.localName === "p") add(e, "italics", "a whole paragraph is italic", "Set it upright");
    if (parseFloat(css.letterSpacing) < 0 || parseFloat(css.wordSpacing) < 0) add(e, "spacing", "letters or words are set tight", "Take the spacing out");
    if (/line-through/.test(css.textDecorationLine)) add(e, "state by colour", "words are struck through", "Say in words that they no longer hold");
    if (!e.closest("a, summary, h1, h2, h3, h4, h5, h6, caption, figcaption, dt, thead, strong, em, .eyebrow, .pp-value, .pp-badge, .pp-sign, .number, .pp-number, .pp-paragraph, .internal")
        && (parseInt(css.fontWeight) >= 600 || size > 20.5) && /^(P|DIV|LI|DD|SPAN|B)$/.test(e.tagName))
      add(e, "heading", "bold or large words pose as a heading", "Make it a heading of its level, or plain");
    if (e.closest("main") && !e.closest(".pp-badge") && !INK.includes(hex(rgba(css.color))))
      add(e, "state by colour", `its words are ${hex(rgba(css.color))}`, "Only a badge has a colour, and says it in a word");
    if (!e.closest("a, summary, .pp-value, .pp-number, .pp-paragraph, .number, .pp-badge, h2") && e.closest("main") && hex(rgba(css.color)) === "#12436d")
      add(e, "link", "words have the colour of links", "Keep that colour for links");
  }

  for (const e of document.querySelectorAll("a[href], summary")) {
    const lined = [e, ...e.querySelectorAll("*")].some((x) => /underline/.test(getComputedStyle(x).textDecorationLine));
    if (!lined && !e.classList.contains("skip")) add(e, "link", "it is told from words by colour alone", "Underline it");
    const box = e.getBoundingClientRect();
    const least = e.closest("nav, summary") ? 24 : 20; // in a sentence a link is as high as its line
    if (!e.classList.contains("skip") && (box.height < least || box.width < 24)) add(e, "target size", `${Math.round(box.width)} × ${Math.round(box.height)} px`, "Make it 24 × 24 px or more");
  }

  // Blocks that follow one another in the page also lie below one another.
  for (const parent of document.querySelectorAll("body, main, .section, figure, .pp-data, .pp-assessment, .pp-scroll, .pp-verdict, dl, dl > div, ol, ul, tbody")) {
    let last = -Infinity, column = -Infinity, end = -Infinity, right = -Infinity;
    for (const e of parent.children) {
      const box = e.getBoundingClientRect();
      if (e.classList.contains("skip") || !box.height) continue;
      if (box.top < last - 2 && box.left <= column + 2) add(e, "reading order", "it is shown above what is read before it", "Change the order in the page itself");
      const isBelow = !e.matches("body > nav, body > footer"); // the contents stand beside the sections
      if (isBelow && box.top < end - 3 && box.left < right - 3) add(e, "overlap", "it lies on what stands before it", "Let it begin below");
      last = box.top; column = box.left; end = box.bottom; right = box.right;
    }
  }

  const GRID = "#e0e2e3", BANDS = ["#f0f0f0", "#d9e2ea", "#9db4c8", "#ffffff"];
  const seen = (e, key) => { let a = parseFloat(getComputedStyle(e)[key] || 1); for (let x = e; x && x.localName !== "svg"; x = x.parentElement) a *= parseFloat(getComputedStyle(x).opacity); return a; };
  // What a clip path leaves to be seen: its rectangle where the clipped group stands.
  const clipOf = (e) => {
    const held = e.closest("[clip-path]"), name = held?.getAttribute("clip-path").slice(5, -1);
    const r = name && document.getElementById(name)?.querySelector("rect"), m = held?.getScreenCTM();
    if (!r || !m) return null;
    const [x, y, w, h] = ["x", "y", "width", "height"].map((k) => r[k].baseVal.value);
    return { left: m.a * x + m.e, right: m.a * (x + w) + m.e, top: m.d * y + m.f, bottom: m.d * (y + h) + m.f };
  };
  for (const svg of document.querySelectorAll("svg[role=img]")) {
    const frame = svg.getBoundingClientRect(), placed = [];
    for (const e of svg.querySelectorAll("path, line, rect, circle")) {
      if (e.closest("clipPath, defs") || getComputedStyle(e).visibility === "hidden") continue;
      const size = e.getBoundingClientRect();
      if (!size.width && !size.height) continue;
      const css = getComputedStyle(e), ink = rgba(css.stroke), fill = rgba(css.fill);
      const hasStroke = css.stroke !== "none" && parseFloat(css.strokeWidth) > 0, hasFill = css.fill !== "none";
      const shown = hasStroke ? onWhite(ink, seen(e, "strokeOpacity") * ink[3]) : null;
      const isGrid = e.localName === "line" && hex(ink) === GRID && parseFloat(css.strokeWidth) <= 1 && css.strokeDasharray === "none";
      // A white line is the gap between dark ones.
      const isGap = e.localName === "line" && hex(ink) === "#ffffff";
      if (shown && !isGrid && !isGap && contrast(shown) < 3)
        add(e, "pale line", `a line of ${hex(shown)} in “${short(svg.querySelector("title")?.textContent || "")}” has ${contrast(shown).toFixed(1)} : 1 on white`, "Draw it at 3 : 1 or more");
      if (shown && !hasFill && parseFloat(css.strokeWidth) < 1) add(e, "pale line", `a line ${css.strokeWidth} wide`, "Draw it 1 px wide or more");
      const alpha = seen(e, "fillOpacity") * fill[3];
      if (hasFill && alpha > 0 && !(shown && contrast(shown) >= 3) && !BANDS.includes(hex(onWhite(fill, alpha))) && contrast(onWhite(fill, alpha)) < 3)
        add(e, "pale line", `a shape of ${hex(onWhite(fill, alpha))} in “${short(svg.querySelector("title")?.textContent || "")}”`, "Draw it at 3 : 1 or more, or give it a dark edge");
    }
    for (const e of svg.querySelectorAll("text")) {
      const css = getComputedStyle(e), box = e.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
      if (!e.textContent.trim() || !box.width) continue;
      if (contrast(onWhite(rgba(css.fill), seen(e, "fillOpacity"))) < 4.5 && !/^#fff/.test(e.getAttribute("fill") || "")) add(e, "contrast", `letters of ${hex(rgba(css.fill))} in a chart: “${short(e.textContent)}”`, "Set them at 4.5 : 1 or more");
      const cx = (box.left + box.right) / 2, cy = (box.top + box.bottom) / 2;
      const onDark = [...svg.querySelectorAll("path, rect")].some((s) => { const b = s.getBoundingClientRect(), f = getComputedStyle(s).fill; return f !== "none" && contrast(onWhite(rgba(f), seen(s, "fillOpacity") * rgba(f)[3])) >= 4.5 && b.left <= cx && b.right >= cx && b.top <= cy && b.bottom >= cy; });
      if (/^#fff/.test(e.getAttribute("fill") || "") && !onDark) add(e, "contrast", `white letters on white: “${short(e.textContent)}”`, "Set them at 4.5 : 1 or more");
      const cut = clipOf(e);
      if (cut && (box.right > cut.right + 2 || box.left < cut.left - 2 || box.bottom > cut.bottom + .3 * box.height || box.top < cut.top - .3 * box.height)) add(e, "cut off", `“${short(e.textContent)}” is cut off in its chart`, "Give the drawing room");
      if (width >= 1000 && parseFloat(css.fontSize) * scale < 14) add(e, "small words", `letters of ${(parseFloat(css.fontSize) * scale).toFixed(1)} px in a chart: “${short(e.textContent)}”`, "Set them in 14 px or more");
      if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)
        add(e, "cut off", `“${short(e.textContent)}” reaches out of its chart`, "Give the drawing room");
      placed.push([e, box]);
    }
    placed.forEach(([a, p], i) => placed.slice(i + 1).forEach(([b, q]) => {
      const w = Math.min(p.right, q.right) - Math.max(p.left, q.left), h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (w > 3 && h > 0.4 * Math.min(p.height, q.height)) add(a, "overlap", `“${short(a.textContent)}” and “${short(b.textContent)}” lie on one another`, "Set them apart");
    }));
  }
  return faults;
}
