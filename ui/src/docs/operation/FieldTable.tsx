import type { ReactNode } from 'react';

import { fieldsIn, kindOf } from '../data/fields.ts';
import type { Schema } from '../data/openapi.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Operation.module.css';

/** The fields that a schema describes; scrolls in itself where it is too wide. */
export const FieldTable = ({ label, of }: { label: string; of: Schema }): ReactNode => {
  const texts = useTexts();
  const fields = fieldsIn(of);
  if (fields.length === 0) return <p className={styles.soft}>{kindOf(of, texts.kinds)}</p>;
  return (
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{texts.name}</th>
            <th scope="col">{texts.kind}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, schema, required }) => (
            <tr key={name}>
              <td>
                <code>{name}</code> {required && <span className={styles.soft}>{texts.required}</span>}
              </td>
              <td>{kindOf(schema, texts.kinds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
