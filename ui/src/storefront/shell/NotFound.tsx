import type { ReactNode } from 'react';

import { ButtonLink } from '../../kit/Button.tsx';
import { State } from '../../kit/State.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { useTexts } from '../texts/index.ts';

export const NotFound = (): ReactNode => {
  const { notFoundTitle, notFound } = useKitTexts();
  const { promo } = useTexts();
  return (
    <State icon="map" alone title={notFoundTitle} text={notFound}>
      <ButtonLink to="/" look="primary">
        {promo.toNear}
      </ButtonLink>
    </State>
  );
};
