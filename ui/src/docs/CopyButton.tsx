import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Button } from '../kit/Button.tsx';
import { useTexts } from './texts/index.ts';

/** Missing on pages without TLS: there people mark the text themselves. */
const clipboard = navigator.clipboard as Clipboard | undefined;

interface CopyButtonProps {
  label?: string;
  text: () => string;
}

export const CopyButton = ({ label, text }: CopyButtonProps): ReactNode => {
  const texts = useTexts();
  const copy = useMutation({ mutationFn: async () => clipboard?.writeText(text()) });
  if (!clipboard) return null;
  return (
    <Button small onClick={() => copy.mutate()}>
      <span role="status">{copy.isSuccess ? texts.copied : (label ?? texts.copy)}</span>
    </Button>
  );
};
