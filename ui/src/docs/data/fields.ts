import type { Texts } from '../texts/index.ts';
import type { Schema } from './openapi.ts';

export interface SchemaField {
  /** From the root: "results[].id"; "*" is any name. */
  name: string;
  schema: Schema;
  required: boolean;
}

const memberFields = (schema: Schema, at: string): SchemaField[] => {
  const prefix = at && `${at}.`;
  const members = Object.entries(schema.properties ?? {}).map(([name, inside]) => ({
    name: prefix + name,
    schema: inside,
    required: schema.required?.includes(name) ?? false,
  }));
  if (schema.additionalProperties) {
    members.push({ name: `${prefix}*`, schema: schema.additionalProperties, required: false });
  }
  return members.flatMap((member) => [member].concat(fieldsIn(member.schema, member.name)));
};

/** All fields of what the schema describes, those of inner objects after their own. */
export const fieldsIn = (schema: Schema, at = ''): SchemaField[] =>
  schema.items ? fieldsIn(schema.items, `${at}[]`) : memberFields(schema, at);

const range = (min: number | undefined, max: number | undefined, kinds: Texts['kinds']): string | undefined => {
  if (min !== undefined && max !== undefined) return kinds.between(String(min), String(max));
  if (min !== undefined) return kinds.atLeast(String(min));
  return max === undefined ? undefined : kinds.atMost(String(max));
};

const typeOf = (schema: Schema, kinds: Texts['kinds']): string => {
  if (schema.items) return kinds.list(typeOf(schema.items, kinds));
  if (schema.enum) return kinds.oneOf(schema.enum.join(', '));
  if (schema.anyOf) return schema.anyOf.map((one) => one.title ?? typeOf(one, kinds)).join(' | ');
  return schema.format ?? [schema.type ?? kinds.anything].flat().join(' | ');
};

/** What a value must be, in a few words. */
export const kindOf = (schema: Schema, kinds: Texts['kinds']): string => {
  const length = range(schema.minLength, schema.maxLength, kinds);
  return [
    typeOf(schema, kinds),
    range(schema.minimum, schema.maximum, kinds),
    length && kinds.characters(length),
    schema.pattern,
  ]
    .filter(Boolean)
    .join(', ');
};
