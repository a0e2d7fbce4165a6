import type { Item } from '../../shared/platform/aws/row.ts';

/** What the names and values of an expression stand for. */
export interface Terms {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

type Value = string | number | undefined;

/** Whether an item meets an expression of DynamoDB's; throws `Error` for what this does not know. */
export function meets(item: Item | undefined, expression: string | undefined, terms: Terms): boolean {
  if (expression === undefined) return true;
  const words: string[] = expression.match(/[(),]|<=|>=|<>|[=<>]|[#:]?\w+/g) ?? [];
  const judged = either();
  if (words.length > 0) throw new Error(`cannot read the expression ${expression}`);
  return judged;

  function either(): boolean {
    let judged = both();
    while (take('OR')) judged = both() || judged;
    return judged;
  }
  function both(): boolean {
    let judged = one();
    while (take('AND')) judged = one() && judged;
    return judged;
  }
  function one(): boolean {
    if (take('(')) {
      const judged = either();
      expect(')');
      return judged;
    }
    const word = words.shift() ?? '';
    if (words[0] === '(') return called(word);
    const value = valueFor(word);
    const operator = words.shift();
    const other = valueFor(words.shift() ?? '');
    if (operator === 'BETWEEN') {
      expect('AND');
      const most = valueFor(words.shift() ?? '');
      return compare(value, '>=', other) && compare(value, '<=', most);
    }
    return compare(value, operator ?? '', other);
  }
  function called(name: string): boolean {
    expect('(');
    const subject = words.shift() ?? '';
    const value = valueFor(subject);
    const other = take(',') ? valueFor(words.shift() ?? '') : undefined;
    expect(')');
    if (name === 'attribute_not_exists') return value === undefined;
    if (name === 'attribute_exists') return value !== undefined;
    if (name === 'begins_with') return String(value ?? '').startsWith(String(other));
    if (name === 'contains') return String(value ?? '').includes(String(other));
    throw new Error(`cannot read ${name} in the expression ${expression}`);
  }
  function valueFor(word: string): Value {
    if (word.startsWith(':')) return plain(terms.ExpressionAttributeValues?.[word]);
    return plain(item?.[terms.ExpressionAttributeNames?.[word] ?? word]);
  }
  function take(word: string): boolean {
    if (words[0] !== word) return false;
    words.shift();
    return true;
  }
  function expect(word: string): void {
    if (!take(word)) throw new Error(`expected ${word} in the expression ${expression}`);
  }
}

const plain = (attribute: Item[string] | undefined): Value =>
  attribute?.N === undefined ? attribute?.S : Number(attribute.N);

function compare(one: Value, operator: string, other: Value): boolean {
  if (one === undefined || other === undefined) return false;
  if (operator === '=') return one === other;
  if (operator === '<>') return one !== other;
  if (operator === '<=') return one <= other;
  if (operator === '>=') return one >= other;
  if (operator === '<') return one < other;
  if (operator === '>') return one > other;
  throw new Error(`cannot compare by ${operator}`);
}
