// The engine for the browser: what a protocol's document recommends for a set of answers.
//
// The twin of protocols/rules.py, word for word the same answers: tests hold both against the same
// vectors and against each other. It reads nothing but what it is given, keeps nothing and sends nothing.
// Semantics: docs/reference/engine.md.

const NO = 0;
const OPEN = 1;
const YES = 2;
const TRUTHS = new Map([
  ["yes", YES],
  ["no", NO],
  ["unknown", OPEN],
  ["declined", OPEN],
  ["not_observed", OPEN],
]);
const AGE_GROUPS = new Map([
  ["under_12", "child"],
  ["12_17", "child"],
  ["unsure", "child"],
  ["18_24", "adult"],
  ["25_over", "adult"],
]);
const OUTCOMES = ["NONE_NOW", "NOT_COMPLETED", "POSSIBLE", "STRONG", "URGENT"];

// Maps compare without coercion: 1, true and ["yes"] are no answers.
function known(map, value, what) {
  if (!map.has(value)) throw new RangeError(`not ${what}: ${JSON.stringify(value)}`);
  return map.get(value);
}

const rank = (rule) => OUTCOMES.indexOf(rule.outcome);
const missing = (value) => value === null || value === undefined;

// "child" or "adult". Under 18, unsure and not answered are the child pathway.
export function ageGroupOf(band) {
  return missing(band) ? "child" : known(AGE_GROUPS, band, "an age band");
}

// The codes a condition depends on; none for a default.
function itemsIn(when) {
  if ("any" in when) return when.any;
  return "count" in when ? when.count.of : [];
}

function holds(when, truths) {
  const needed = "count" in when ? when.count.at_least : 1;
  const values = itemsIn(when).map((code) => known(truths, code, "an item of this protocol"));
  if (values.filter((value) => value === YES).length >= needed) return YES;
  return values.filter((value) => value !== NO).length >= needed ? OPEN : NO;
}

// Truths by item code, in the document's order. Throws RangeError for anything that is no answer.
function truthsOf(protocol, answers) {
  const truths = new Map();
  for (const section of protocol.sections) {
    for (const item of section.items) truths.set(item.code, OPEN);
  }
  for (const [code, answer] of Object.entries(answers)) {
    known(truths, code, "an item of this protocol");
    truths.set(code, missing(answer) ? OPEN : known(TRUTHS, answer, "an answer"));
  }
  return truths;
}

// { outcome, age_group, fired, open_items } as protocols.rules.evaluate gives it.
export function evaluate(protocol, answers, ageBand = null) {
  const truths = truthsOf(protocol, answers);
  const raising = protocol.rules.filter((rule) => !("default" in rule.when));
  // Sorting is stable: rules of one outcome keep the document's order.
  let fired = raising
    .filter((rule) => holds(rule.when, truths) === YES)
    .sort((one, other) => rank(other) - rank(one));
  const floor = fired.length ? rank(fired[0]) : 0;
  const raisers = raising.filter(
    (rule) => rank(rule) > floor && holds(rule.when, truths) === OPEN,
  );
  const named = new Set(raisers.flatMap((rule) => itemsIn(rule.when)));
  const openItems = [...truths.keys()].filter(
    (code) => named.has(code) && truths.get(code) === OPEN,
  );
  let outcome = OUTCOMES[floor];
  if (!fired.length) {
    outcome = openItems.length ? "NOT_COMPLETED" : "NONE_NOW";
    fired = protocol.rules.filter((rule) => rule.outcome === outcome);
  }
  return {
    outcome,
    age_group: ageGroupOf(ageBand),
    fired: fired.map((rule) => rule.code),
    open_items: openItems,
  };
}
