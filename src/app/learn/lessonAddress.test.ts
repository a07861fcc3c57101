import { describe, expect, it } from 'vitest';
import { readLesson, withLesson } from './lessonAddress';
import { LESSON_IDS } from './lessons';

describe('the address', () => {
  it('opens the lesson that it names, and none for another word', () => {
    expect(readLesson('?sample=1&lesson=theta')).toBe('theta');
    expect(readLesson('?lesson=glossary')).toBe('glossary');
    expect(readLesson('?lesson=theta2')).toBeNull();
    expect(readLesson('')).toBeNull();
  });

  it('changes nothing but the lesson', () => {
    for (const id of LESSON_IDS) {
      const search = withLesson('?sample=1&lesson=mask&backend=wasm', id);
      expect(readLesson(search)).toBe(id);
      expect(new URLSearchParams(search).get('backend')).toBe('wasm');
    }
    expect(withLesson('?lesson=mask', null)).toBe('');
    expect(withLesson('?sample=1&lesson=mask', null)).toBe('?sample=1');
  });
});
