export const JSON_TYPE = 'application/json';

/** Of OpenAPI 3.1 what our own document uses (src/http/api_docs.cpp). */
export interface Schema {
  /** The name under which the document has it. */
  title?: string;
  type?: string | string[];
  format?: string;
  enum?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  examples?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  $ref?: string;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: Schema;
}

type Content = Record<string, { schema: Schema }>;

interface DescribedOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Content };
  security?: unknown[];
  responses: Record<string, { description: string; content?: Content }>;
}

export interface OpenApi {
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Body {
  mediaType: string;
  required: boolean;
  schema: Schema;
}

export interface Response {
  status: number;
  text: string;
  mediaType: string | undefined;
  schema: Schema | undefined;
}

/** One verb of one path, with everything that it refers to in its place. */
export interface Operation {
  id: string;
  tag: string;
  method: string;
  path: string;
  summary: string;
  text: string;
  parameters: Parameter[];
  body: Body | undefined;
  needsSession: boolean;
  responses: Response[];
}

type Schemas = Record<string, Schema>;

/** All of them as one. */
const merged = (schemas: Schema[]): Schema => ({
  ...Object.assign({}, ...schemas),
  properties: Object.assign({}, ...schemas.map(({ properties }) => properties ?? {})),
  required: schemas.flatMap(({ required }) => required ?? []),
});

const mapValues = <A, B>(of: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value)]));

/** The schema with what it refers to in its place; what would contain itself is left open. */
const resolved = (schema: Schema, all: Schemas, within: string[] = []): Schema => {
  const deeper = (inside: Schema): Schema => resolved(inside, all, within);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    const target = all[name];
    return target && !within.includes(name) ? { title: name, ...resolved(target, all, [...within, name]) } : {};
  }
  if (schema.allOf) return merged(schema.allOf.map(deeper));
  return {
    ...schema,
    ...(schema.items && { items: deeper(schema.items) }),
    ...(schema.properties && { properties: mapValues(schema.properties, deeper) }),
    ...(schema.additionalProperties && { additionalProperties: deeper(schema.additionalProperties) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map(deeper) }),
  };
};

/** Our operations take and give one media type each. */
const contentOf = (content: Content | undefined, all: Schemas): { mediaType: string; schema: Schema } | undefined => {
  const [first] = Object.entries(content ?? {});
  return first && { mediaType: first[0], schema: resolved(first[1].schema, all) };
};

const readOperation = (method: string, path: string, from: DescribedOperation, all: Schemas): Operation => {
  const body = contentOf(from.requestBody?.content, all);
  return {
    id: from.operationId,
    tag: from.tags[0] ?? '',
    method: method.toUpperCase(),
    path,
    summary: from.summary,
    text: from.description ?? '',
    parameters: from.parameters ?? [],
    body: body && { ...body, required: from.requestBody?.required ?? false },
    needsSession: from.security !== undefined,
    responses: Object.entries(from.responses).map(([status, { description, content }]) => {
      const { mediaType, schema } = contentOf(content, all) ?? {};
      return { status: Number(status), text: description, mediaType, schema };
    }),
  };
};

export const operationsOf = ({ paths, components }: OpenApi): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, from]) => readOperation(method, path, from, components.schemas)),
  );

/** Those in which every word of the search is found. */
export const found = (all: Operation[], search: string): Operation[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ method, path, summary, text, tag }) => {
    const said = [method, path, summary, text, tag].join(' ').toLowerCase();
    return words.every((word) => said.includes(word));
  });
};

/** By tag, both in the order of the document. */
export const grouped = (all: Operation[]): [tag: string, operations: Operation[]][] =>
  [...new Set(all.map(({ tag }) => tag))].map((tag) => [tag, all.filter((one) => one.tag === tag)]);
