import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const page = fileURLToPath(new URL('../../static', import.meta.url));

/** @param {string} name of a file, as index.html has it */
export const text = (name) => readFileSync(join(page, name), 'utf8');

/** What a module needs before it runs; `import()` comes later. */
function needs(name) {
  if (name.startsWith('vendor/')) return [];
  const found = text(name).matchAll(/^(?:import|export)\s(?:[^;]*?from )?'([^']+)';/gm);
  return [...found].map(([, path]) => relative(page, join(page, dirname(name), path)));
}

/** A module, and all that it needs. */
export function closure(start) {
  const all = new Set();
  const visit = (name) => {
    if (all.has(name)) return;
    all.add(name);
    needs(name).forEach(visit);
  };
  visit(start);
  return all;
}

/** Of the page itself. */
export const styles = () => [...text('index.html').matchAll(/<link rel="stylesheet" href="([^"]+)">/g)].map(([, name]) => name);
