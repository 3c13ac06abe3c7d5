import type { ReactNode } from 'react';

import { Field, TextArea } from '../../kit/Field.tsx';
import { JSON_TYPE, type Body } from '../data/openapi.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Operation.module.css';

interface BodyFieldProps {
  of: Body;
  value: string | Blob | undefined;
  onChange: (value: string | Blob | undefined) => void;
}

/** JSON is typed, as it will be sent, right or wrong; other bodies are files. */
export const BodyField = ({ of, value, onChange }: BodyFieldProps): ReactNode => {
  const texts = useTexts();
  if (of.mediaType !== JSON_TYPE) {
    return (
      <Field
        label={texts.file}
        hint={of.mediaType}
        type="file"
        accept={of.mediaType}
        onChange={({ target }) => onChange(target.files?.[0])}
        required={of.required}
      />
    );
  }
  const text = typeof value === 'string' ? value : '';
  return (
    <div className={styles.body}>
      <TextArea
        label={texts.body}
        hint={of.mediaType}
        value={text}
        rows={Math.min(20, text.split('\n').length + 1)}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
};
