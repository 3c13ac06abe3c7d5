import { JSON_TYPE, type Operation } from './openapi.ts';

export interface ApiRequest {
  method: string;
  /** From the root: "/api/stores/?page=2". */
  path: string;
  headers: Record<string, string>;
  body: string | Blob | undefined;
}

export interface Filled {
  /** By name; what is empty is not sent. */
  parameters: Record<string, string>;
  body: string | Blob | undefined;
}

const contentType = ({ body: described }: Operation, body: string | Blob): string =>
  body instanceof Blob ? body.type : (described?.mediaType ?? JSON_TYPE);

export const requestOf = (operation: Operation, { parameters, body }: Filled, language: string): ApiRequest => {
  const filled = operation.parameters.filter(({ name }) => (parameters[name] ?? '') !== '');
  const valuesIn = (place: string): [string, string][] =>
    filled.filter((one) => one.in === place).map(({ name }) => [name, parameters[name] ?? '']);
  const path = valuesIn('path').reduce(
    (made, [name, value]) => made.replace(`{${name}}`, encodeURIComponent(value)),
    operation.path,
  );
  const query = new URLSearchParams(valuesIn('query')).toString();
  return {
    method: operation.method,
    path: query ? `${path}?${query}` : path,
    headers: {
      'Accept-Language': language,
      ...Object.fromEntries(valuesIn('header')),
      ...(body && { 'Content-Type': contentType(operation, body) }),
    },
    body: body || undefined,
  };
};

/** As one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const bodyArgument = (body: string | Blob | undefined): string[] => {
  if (body === undefined) return [];
  return [body instanceof Blob ? '--data-binary @FILE' : `--data-raw ${quoted(body)}`];
};

/** The same request for a terminal. The token stays in $TOKEN, so that no one reads it over a shoulder. */
export const curlOf = ({ method, path, headers, body }: ApiRequest, origin: string, withToken: boolean): string =>
  [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(origin + path)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(withToken ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...bodyArgument(body),
  ].join(' \\\n  ');
