import { JSON_TYPE, type Operation, type Schema } from './openapi.ts';

type Known = Record<string, unknown>;

const isObject = (value: unknown): value is Known =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const exampleOfText = ({ format }: Schema): string => {
  if (format === 'date-time') return '2026-01-31T12:00:00Z';
  if (format === 'date') return '2026-01-31';
  return 'text';
};

/** The members that must be there, and those of which `known` has a value. */
const exampleOfObject = ({ properties = {}, required = [] }: Schema, known: Known): Known => {
  const members = Object.entries(properties).filter(
    ([name]) => required.includes(name) || (known[name] ?? null) !== null,
  );
  return Object.fromEntries(members.map(([name, schema]) => [name, known[name] ?? exampleOf(schema)]));
};

/** Something that fits the schema; members that are named as in `known` are taken from there. */
export const exampleOf = (schema: Schema, known: Known = {}): unknown => {
  if (schema.examples) return schema.examples[0];
  if (schema.enum) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return exampleOfObject(schema, known);
    case 'array':
      return schema.items ? [exampleOf(schema.items)] : [];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 0);
    case 'boolean':
      return true;
    case 'string':
      return exampleOfText(schema);
    default:
      return null;
  }
};

/** What a good answer has in it: a body often asks for the same fields. */
const knownFrom = ({ responses }: Operation): Known => {
  const good = responses.find(({ status }) => status < 300)?.schema?.examples?.[0];
  return isObject(good) ? good : {};
};

/** A JSON body to begin with; other bodies are files. */
export const exampleBody = (of: Operation): string =>
  of.body?.mediaType === JSON_TYPE ? JSON.stringify(exampleOf(of.body.schema, knownFrom(of)), null, 2) : '';
