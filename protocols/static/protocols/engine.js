// The engine for the browser: what a protocol's document recommends for a set of answers.
//
// The twin of protocols/rules/, word for word the same answers: tests hold both against the same
// vectors and against each other. It reads nothing but what it is given, keeps nothing and sends nothing.
// Semantics: docs/reference/engine.md.

const OPEN_ANSWERS = ["unknown", "declined", "not_observed"];
const AGE_GROUPS = new Map([
  ["under_12", "child"],
  ["12_17", "child"],
  ["unsure", "child"],
  ["18_24", "adult"],
  ["25_over", "adult"],
]);
const OUTCOMES = ["NONE_NOW", "NOT_COMPLETED", "POSSIBLE", "STRONG", "URGENT"];
const GRADES = new Map([
  ["strong", [1, 1, 1]],
  ["medium", [0, 1, 1]],
  ["weak", [0, 0, 1]],
  [null, [0, 0, 0]],
]);
const DECIMAL = /^[0-9]{1,3}(\.[0-9]{1,2})?$/;
// In how many ways open gates are tried. Beyond it each open item that may add something is named.
const WAYS = 256;

// Maps compare without coercion: 1, true and ["yes"] are no answers.
function known(map, value, what) {
  if (!map.has(value)) throw new RangeError(`not ${what}: ${JSON.stringify(value)}`);
  return map.get(value);
}

const missing = (value) => value === null || value === undefined;
const isOpen = (answer) => missing(answer) || OPEN_ANSWERS.includes(answer);
const rank = (rule) => OUTCOMES.indexOf(rule.outcome);

// "child" or "adult". Under 18, unsure and not answered are the child pathway.
export function ageGroupOf(band) {
  return missing(band) ? "child" : known(AGE_GROUPS, band, "an age band");
}

// "1.5" as 150: binary fractions do not add up.
function hundredths(text) {
  if (typeof text !== "string" || !DECIMAL.test(text)) throw new RangeError(`no decimal: ${text}`);
  const [whole, part = ""] = text.split(".");
  return Number(whole) * 100 + Number(part.padEnd(2, "0"));
}

// Items by code, in the document's order. A sign has one level, a choice one for each option.
function itemsOf(protocol) {
  const items = new Map();
  for (const section of protocol.sections) {
    for (const item of section.items) {
      const rows = item.kind === "choice" ? item.options : [item];
      const levels = rows.map((row) => ({
        option: item.kind === "choice" ? row.code : "",
        grade: row.grade,
        weight: hundredths(row.weight),
      }));
      items.set(item.code, { ...item, levels, top: levels.length - 1 });
    }
  }
  return items;
}

function checkAnswers(items, answers, mode) {
  const opens = OPEN_ANSWERS.slice(0, mode === "ask" ? 2 : 3);
  for (const [code, answer] of answers) {
    const item = known(items, code, "an item of this protocol");
    const own = item.kind === "choice" ? item.levels.map((level) => level.option) : ["yes", "no"];
    if (!missing(answer) && ![...own, ...opens].includes(answer)) {
      throw new RangeError(`not an answer to ${code}: ${JSON.stringify(answer)}`);
    }
  }
}

// The level that a settled answer gives, or null.
function given(item, answer) {
  if (item.kind !== "choice") return answer === "yes" ? 0 : null;
  const place = item.levels.findIndex((level) => level.option === answer);
  return place < 0 ? null : place;
}

const itemIn = (term) => (typeof term === "string" ? term : term.item);
const meets = (term, level) => typeof term === "string" || term.options.includes(level.option);
const termsIn = (condition) => condition?.any ?? condition?.all ?? condition?.count?.of ?? [];

// What is so where each item is as `levelOf` says, those that are not shown left out: code to level.
function worldOf(items, levelOf) {
  const world = new Map();
  const holds = (term) =>
    world.has(itemIn(term)) &&
    meets(term, items.get(itemIn(term)).levels[world.get(itemIn(term))]);
  for (const item of items.values()) {
    const level = levelOf(item);
    const condition = item.show_if;
    const shown = !condition || (condition.any ? condition.any.some(holds) : condition.all.every(holds));
    if (level !== null && shown) world.set(item.code, level);
  }
  return world;
}

// Every condition in one form: so many parts hold, each by what its items give together.
function demandOf(when, items, language) {
  const part = (gainOf, among, patterns) => {
    const gains = new Map();
    for (const item of among) {
      const gain = item.levels.map((level) => gainOf(item, level));
      if (gain.flat().some((number) => number > 0)) gains.set(item.code, gain);
    }
    return { gains, patterns };
  };
  const named = (code) => {
    known(items, code, "an item of this protocol");
    return items.get(code);
  };
  if (when.graded) {
    const patterns = when.graded.patterns.map((one) => [one.strong, one.medium, one.weak]);
    const parts = when.graded.dimensions.map((dimension) => {
      const among = [...items.values()].filter((item) => item.dimension === dimension);
      return part((item, level) => known(GRADES, level.grade, "a grade"), among, patterns);
    });
    return { parts, atLeast: when.graded.at_least };
  }
  const limits = when.sum ?? when.count ?? { at_least: 1 };
  const needed = Object.hasOwn(limits.at_least_in ?? {}, language)
    ? limits.at_least_in[language]
    : limits.at_least;
  if (when.sum) {
    const among = when.sum.of.map(named);
    return { parts: [part((item, level) => [level.weight], among, [[hundredths(needed)]])], atLeast: 1 };
  }
  const terms = termsIn(when);
  const among = new Set(terms.map((term) => named(itemIn(term))));
  const count = (item, level) => [
    terms.filter((term) => itemIn(term) === item.code && meets(term, level)).length,
  ];
  return { parts: [part(count, among, [[needed]])], atLeast: 1 };
}

const plus = (one, other) => one.map((number, place) => number + other[place]);
const cut = (total, most) => total.map((number, place) => Math.min(number, most[place]));
const reached = (part, total) =>
  part.patterns.some((pattern) => pattern.every((needs, place) => total[place] >= needs));

function totalOf(part, world) {
  let total = part.patterns[0].map(() => 0);
  for (const [code, level] of world) {
    if (part.gains.has(code)) total = plus(total, part.gains.get(code)[level]);
  }
  return total;
}

function holds(demand, world) {
  return demand.parts.filter((part) => reached(part, totalOf(part, world))).length >= demand.atLeast;
}

// Can the free items stop so short of the one number asked for that `more` reaches it?
function tips(part, base, more, free) {
  const needed = part.patterns[0][0];
  if (base >= needed) return false;
  const below = (1n << BigInt(needed)) - 1n;
  let sums = 1n << BigInt(base);
  for (const code of free) {
    const before = sums;
    for (const [gain] of part.gains.get(code)) sums |= (before << BigInt(gain)) & below;
  }
  return sums >> BigInt(Math.max(needed - more, 0)) !== 0n;
}

// Every total that the free items can bring about, no number higher than any pattern asks.
function totals(part, base, free) {
  const most = part.patterns.reduce((one, other) => one.map((n, place) => Math.max(n, other[place])));
  let found = new Map([[String(cut(base, most)), cut(base, most)]]);
  for (const code of free) {
    for (const total of [...found.values()]) {
      for (const gain of part.gains.get(code)) {
        const sum = cut(plus(total, gain), most);
        found.set(String(sum), sum);
      }
    }
  }
  return [...found.values()];
}

// Is there an answer to the other open items with which `code` makes the demand hold, and not without it?
function turns(code, demand, items, answers, gates) {
  const world = (so) =>
    worldOf(items, (item) => {
      if (item.code === code) return so ? item.top : null;
      if (gates.has(item.code)) return gates.get(item.code);
      return isOpen(answers.get(item.code)) ? item.top : given(item, answers.get(item.code));
    });
  const without = world(false);
  const extra = new Map([...world(true)].filter(([other]) => !without.has(other)));
  const isFree = (other) => !gates.has(other) && isOpen(answers.get(other));
  let found = [[0, 0]];
  for (const part of demand.parts) {
    const free = [...without.keys()].filter((other) => part.gains.has(other) && isFree(other));
    const settled = [...without].filter(([other]) => !free.includes(other));
    const base = totalOf(part, settled);
    const more = totalOf(part, extra);
    const states =
      base.length === 1
        ? [[0, Number(tips(part, base[0], more[0], free))]]
        : totals(part, base, free).map((total) => [
            Number(reached(part, total)),
            Number(reached(part, plus(total, more))),
          ]);
    const sums = found.flatMap((pair) => states.map((state) => plus(pair, state)));
    found = [...new Map(sums.map((pair) => [String(pair), pair])).values()];
  }
  return found.some(([low, high]) => low < demand.atLeast && demand.atLeast <= high);
}

// The open items that could still make an open demand hold, those that show others among them.
function raisers(demand, items, answers) {
  const wanted = new Set(demand.parts.flatMap((part) => [...part.gains.keys()]));
  const gates = new Set();
  for (const item of [...items.values()].reverse()) {
    if (!wanted.has(item.code)) continue;
    for (const term of termsIn(item.show_if)) {
      gates.add(itemIn(term));
      wanted.add(itemIn(term));
    }
  }
  const shown = worldOf(items, (item) =>
    isOpen(answers.get(item.code)) ? item.top : given(item, answers.get(item.code)),
  );
  const opens = [...shown.keys()].filter((code) => wanted.has(code) && isOpen(answers.get(code)));
  let ways = [new Map()];
  for (const code of opens.filter((one) => gates.has(one))) {
    const levels = [...items.get(code).levels.keys()].reverse().concat(null);
    ways = ways.flatMap((way) => levels.map((level) => new Map(way).set(code, level)));
    if (ways.length > WAYS) return new Set(opens);
  }
  const found = new Set();
  for (const way of ways) {
    for (const code of opens) {
      if (!found.has(code) && turns(code, demand, items, answers, way)) found.add(code);
    }
    if (found.size === opens.length) break;
  }
  return found;
}

// { outcome, age_group, fired, open_items } as protocols.rules.evaluate gives it.
export function evaluate(protocol, answered, ageBand = null, language = "en") {
  // A map holds nothing that was not answered, whatever an item is called.
  const answers = new Map(Object.entries(answered));
  const items = itemsOf(protocol);
  checkAnswers(items, answers, protocol.mode);
  const least = (item) => given(item, answers.get(item.code));
  const most = (item) => (isOpen(answers.get(item.code)) ? item.top : least(item));
  const low = worldOf(items, least);
  const high = worldOf(items, most);
  const raising = protocol.rules
    .filter((rule) => !("default" in rule.when))
    .map((rule) => ({ rule, demand: demandOf(rule.when, items, language) }));
  // Sorting is stable: rules of one outcome keep the document's order.
  let fired = raising
    .filter(({ demand }) => holds(demand, low))
    .map(({ rule }) => rule)
    .sort((one, other) => rank(other) - rank(one));
  let outcome = fired.length ? fired[0].outcome : "NONE_NOW";
  const graver = raising.filter(
    ({ rule, demand }) =>
      rank(rule) > OUTCOMES.indexOf(outcome) && !holds(demand, low) && holds(demand, high),
  );
  if (!fired.length) {
    if (graver.length) outcome = "NOT_COMPLETED";
    fired = protocol.rules.filter((rule) => rule.outcome === outcome);
  }
  const named = new Set(graver.flatMap(({ demand }) => [...raisers(demand, items, answers)]));
  return {
    outcome,
    age_group: ageGroupOf(ageBand),
    fired: fired.map((rule) => rule.code),
    open_items: [...items.keys()].filter((code) => named.has(code)),
  };
}
