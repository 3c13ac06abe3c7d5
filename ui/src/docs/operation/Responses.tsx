import type { ReactNode } from 'react';

import type { Operation, Response } from '../data/openapi.ts';
import { Prose } from '../Prose.tsx';
import { useTexts } from '../texts/index.ts';
import { FieldTable } from './FieldTable.tsx';
import styles from './Operation.module.css';
import { Status } from './Status.tsx';

const OneResponse = ({ status, text, mediaType, schema }: Response): ReactNode => (
  <details className={styles.response}>
    <summary>
      <Status code={status} />
      <span className={styles.said}>
        <Prose text={text} />
      </span>
    </summary>
    <p className={styles.soft}>{mediaType}</p>
    {schema && <FieldTable label={String(status)} of={schema} />}
  </details>
);

export const Responses = ({ of }: { of: Operation }): ReactNode => {
  const texts = useTexts();
  return (
    <section className={styles.section}>
      <h2>{texts.responses}</h2>
      <div>
        {of.responses.map((response) => (
          <OneResponse key={response.status} {...response} />
        ))}
      </div>
    </section>
  );
};
