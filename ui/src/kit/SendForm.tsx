import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';

import { fieldsOf } from '../api/errors.ts';
import { Button, type Look } from './Button.tsx';
import styles from './SendForm.module.css';
import { FormError } from './status/FormError.tsx';

interface SendFormProps<T> {
  /** On the button. */
  submit: string;
  look?: Look;
  send: (form: FormData) => Promise<T>;
  onSent: (answer: T) => void;
  /** The fields, told what is wrong with each. */
  children: (errors: Record<string, string[]>) => ReactNode;
}

/** Fields that are sent together. What is wrong with them as a whole stands above them. */
export const SendForm = <T,>({ submit, look = 'primary', send, onSent, children }: SendFormProps<T>): ReactNode => {
  const attempt = useMutation({ mutationFn: send, onSuccess: onSent });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    attempt.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <FormError error={attempt.error} />
      {children(fieldsOf(attempt.error))}
      <Button type="submit" look={look} wide busy={attempt.isPending}>
        {submit}
      </Button>
    </form>
  );
};

/** What was typed into the field of this name. */
export const typed = (form: FormData, name: string): string => String(form.get(name) ?? '');
