import { useState } from 'react';
import { applyTheme, rememberedTheme, THEMES } from './theme';

const LOOKS = { system: '◐', light: '○', dark: '●' } as const;

/** Goes round system, light and dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(rememberedTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return (
    <button
      data-testid="theme"
      data-quiet
      aria-label={`Theme: ${theme}`}
      title={`Theme: ${theme}; changes to ${next}`}
      onClick={() => {
        applyTheme(next);
        setTheme(next);
      }}
    >
      {LOOKS[theme]}
    </button>
  );
}
