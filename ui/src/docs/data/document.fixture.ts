import { operationsOf, type OpenApi, type Operation } from './openapi.ts';

/** A small document with what ours has: references, pages, files, several verbs. */
export const document: OpenApi = {
  info: { title: 'Marketplace', version: '1.0.0', description: 'Money is text.' },
  paths: {
    '/api/stores/': {
      get: {
        operationId: 'get_api_stores',
        tags: ['stores'],
        summary: 'List stores',
        parameters: [
          { name: 'page', in: 'query', description: 'From 1.', schema: { type: 'integer', minimum: 1 } },
          { name: 'search', in: 'query', schema: { type: 'string' } },
        ],
        responses: {
          '200': {
            description: 'Done.',
            content: {
              'application/json': {
                schema: {
                  allOf: [
                    { $ref: '#/components/schemas/Page' },
                    {
                      type: 'object',
                      properties: { results: { type: 'array', items: { $ref: '#/components/schemas/Store' } } },
                    },
                  ],
                },
              },
            },
          },
        },
      },
      post: {
        operationId: 'post_api_stores',
        tags: ['stores'],
        summary: 'Open a store',
        description: 'Its `owner` is who calls.',
        parameters: [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', minLength: 1 } }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  name: { type: 'string', minLength: 1, maxLength: 255 },
                  latitude: { type: 'number', minimum: -90, maximum: 90 },
                  address: { type: 'string' },
                  opened_on: { type: 'string', format: 'date' },
                },
                required: ['name', 'latitude'],
              },
            },
          },
        },
        security: [{ bearer: [] }],
        responses: {
          '201': {
            description: 'Made.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Store' } } },
          },
        },
      },
    },
    '/api/products/{id}/image/': {
      put: {
        operationId: 'put_api_products_id_image',
        tags: ['products'],
        summary: 'Set the picture',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
        requestBody: {
          required: true,
          content: { 'image/*': { schema: { type: 'string', format: 'binary' } } },
        },
        responses: { '204': { description: 'Done.' } },
      },
    },
  },
  components: {
    schemas: {
      Page: {
        type: 'object',
        properties: { count: { type: 'integer', minimum: 0 }, results: { type: 'array', items: {} } },
        required: ['count', 'results'],
      },
      Store: {
        type: 'object',
        properties: {
          id: { type: 'integer' },
          name: { type: 'string' },
          parent: { $ref: '#/components/schemas/Store' },
        },
        required: ['id', 'name'],
        examples: [{ id: 2, name: 'Cafe Ana', latitude: 6.2518, address: 'Calle 10' }],
      },
    },
  },
};

export const operation = (id: string): Operation => {
  const one = operationsOf(document).find((candidate) => candidate.id === id);
  if (!one) throw new Error(`${id} is not in the document`);
  return one;
};
