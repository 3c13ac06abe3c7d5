/** Why a request came to nothing, as far as a page must tell the cases apart. */
export type Failure =
  | { kind: 'fields'; fields: Record<string, string[]> }
  /** A domain outcome: sold_out, too_far, limit_reached ... with the server's sentence. */
  | { kind: 'refused'; code: string; message: string }
  | { kind: 'unauthenticated'; message: string }
  | { kind: 'forbidden'; message: string }
  | { kind: 'not_found' }
  | { kind: 'busy'; retryAfterSeconds: number }
  | { kind: 'offline' }
  | { kind: 'broken'; status: number };

export class ApiError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`the API answered: ${failure.kind}`);
    this.name = 'ApiError';
    this.failure = failure;
  }
}

/** The failure behind whatever was thrown. */
export const failureOf = (thrown: unknown): Failure =>
  thrown instanceof ApiError ? thrown.failure : { kind: 'broken', status: 0 };

/** The code of a domain outcome; nothing for other failures. */
export const codeOf = (thrown: unknown): string | undefined => {
  const failure = failureOf(thrown);
  return failure.kind === 'refused' ? failure.code : undefined;
};

/** What is wrong with each field; nothing for other failures. */
export const fieldsOf = (thrown: unknown): Record<string, string[]> => {
  const failure = failureOf(thrown);
  return failure.kind === 'fields' ? failure.fields : {};
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Of a field, or of the items and members that are bad in it. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The failure that an answer's status and body mean. */
export const readFailure = (status: number, body: unknown, retryAfter: string | null): Failure => {
  if (status === 503 || status === 429) {
    return { kind: 'busy', retryAfterSeconds: Math.max(1, Number(retryAfter) || 1) };
  }
  if (!isObject(body)) return { kind: 'broken', status };
  if (typeof body['code'] === 'string' && typeof body['error'] === 'string') {
    return { kind: 'refused', code: body['code'], message: body['error'] };
  }
  if (status === 401) return { kind: 'unauthenticated', message: text(body['detail']) || text(body['error']) };
  if (status === 403) return { kind: 'forbidden', message: text(body['detail']) };
  if (status === 404) return { kind: 'not_found' };
  const fields = Object.entries(body)
    .filter(([, value]) => isObject(value))
    .map(([key, value]) => [key, textsIn(value)] as const);
  return fields.length > 0 ? { kind: 'fields', fields: Object.fromEntries(fields) } : { kind: 'broken', status };
};
