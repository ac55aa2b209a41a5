// SPDX-License-Identifier: Apache-2.0
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { properties } from '@codemirror/legacy-modes/mode/properties';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, placeholder as placeholderOf } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { Grid, theme } from 'antd';
import { useEffect, useRef } from 'react';

export type Language = 'yaml' | 'properties' | 'json';

function language(name: Language): Extension {
  switch (name) {
    case 'yaml':
      return yaml();
    case 'json':
      return json();
    case 'properties':
      return StreamLanguage.define(properties);
  }
}

/** The nonce that the page came with; without it the browser refuses the editor's styles. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

/** An editor in the colours of the theme. */
export function useLook(): Extension {
  const { token } = theme.useToken();
  return [
    styleNonce ? EditorView.cspNonce.of(styleNonce) : [],
    syntaxHighlighting(
      // from the theme, so readable on light and dark
      HighlightStyle.define([
        {
          tag: [tags.propertyName, tags.definition(tags.propertyName), tags.keyword, tags.function(tags.variableName)],
          color: token.colorLink,
        },
        { tag: [tags.string, tags.special(tags.string)], color: token.colorSuccessText },
        { tag: [tags.number, tags.bool, tags.null, tags.atom], color: token.colorWarningText },
        { tag: [tags.comment, tags.meta], color: token.colorTextTertiary, fontStyle: 'italic' },
        { tag: tags.invalid, color: token.colorErrorText },
      ]),
    ),
    EditorView.theme({
      '&': { backgroundColor: token.colorBgContainer, color: token.colorText, fontSize: '13px' },
      '.cm-content': { fontFamily: token.fontFamilyCode, caretColor: token.colorText },
      '.cm-gutters': { backgroundColor: token.colorFillQuaternary, color: token.colorTextTertiary, border: 'none' },
      '&.cm-focused': { outline: `2px solid ${token.colorPrimaryBorder}` },
      '.cm-cursor': { borderLeftColor: token.colorText },
      '.cm-tooltip': {
        backgroundColor: token.colorBgElevated,
        color: token.colorText,
        border: `1px solid ${token.colorBorder}`,
      },
      '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: token.colorPrimary, color: '#fff' },
      '.cm-placeholder': { color: token.colorTextTertiary },
      '.cm-collapsedLines': { backgroundColor: token.colorFillTertiary, color: token.colorTextSecondary },
      '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
        backgroundColor: `${token.colorPrimaryBgHover} !important`,
      },
    }),
  ];
}

export type JsonSchema = Record<string, unknown>;

/** Follows {@code $ref} into {@code $defs}, and through lists to what they hold. */
function resolved(schema: JsonSchema | undefined, root: JsonSchema): JsonSchema | undefined {
  if (typeof schema?.$ref === 'string') {
    const name = schema.$ref.split('/').pop() ?? '';
    return resolved((root.$defs as Record<string, JsonSchema> | undefined)?.[name], root);
  }
  return schema?.items ? resolved(schema.items as JsonSchema, root) : schema;
}

/** Offers the fields that the schema has at this depth of a YAML document, and the values of an enumeration. */
export function complete(context: CompletionContext, root: JsonSchema): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const indentOf = (text: string) => text.search(/[^\s-]|$/);
  // the keys above that this line is part of, the innermost first
  const path: string[] = [];
  let indent = indentOf(line.text.trim() === '' ? before : line.text);
  for (let number = line.number - 1; number >= 1 && indent > 0; number--) {
    const above = context.state.doc.line(number).text;
    const key = /^[\s-]*([A-Za-z0-9_]+):/.exec(above)?.[1];
    if (key && indentOf(above) < indent) {
      path.unshift(key);
      indent = indentOf(above);
    }
  }
  const at = path.reduce<JsonSchema | undefined>(
    (schema, key) => resolved((schema?.properties as Record<string, JsonSchema> | undefined)?.[key], root),
    resolved(root, root),
  );
  const properties = (at?.properties ?? {}) as Record<string, JsonSchema>;
  const value = /^[\s-]*([A-Za-z0-9_]+):\s+(\S*)$/.exec(before);
  if (value) {
    const values = resolved(properties[value[1] ?? ''], root)?.enum;
    return Array.isArray(values)
      ? { from: context.pos - (value[2] ?? '').length, options: values.map((each) => ({ label: String(each) })) }
      : null;
  }
  const word = context.matchBefore(/[A-Za-z0-9_]*/);
  if (!word || (word.from === word.to && !context.explicit) || before.includes(':')) {
    return null;
  }
  return {
    from: word.from,
    options: Object.entries(properties).map(([label, property]) => ({
      label,
      apply: `${label}: `,
      info: typeof property.description === 'string' ? property.description : undefined,
    })),
  };
}

/** What is wrong with the text as a whole, or with a line of it (from 1). */
export interface Mistake {
  line?: number;
  message: string;
}

/** A text editor. Escape, then Tab leaves it by the keyboard. */
export function CodeEditor({
  value,
  onChange,
  language: name,
  label,
  mistakes = [],
  readOnly = false,
  minHeight = 240,
  placeholder = '',
  schema,
}: {
  value: string;
  onChange?: (value: string) => void;
  language: Language;
  label: string;
  mistakes?: Mistake[];
  readOnly?: boolean;
  minHeight?: number;
  placeholder?: string;
  /** Of the document, if it is YAML of a known form: names are offered while one writes. */
  schema?: JsonSchema;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  const compartment = useRef(new Compartment());
  const look = useLook();
  const { token } = theme.useToken();
  const dynamic = [
    look,
    language(name),
    EditorState.readOnly.of(readOnly),
    EditorView.editable.of(!readOnly),
    EditorView.contentAttributes.of({ 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' }),
    EditorView.theme({ '.cm-content, .cm-gutter': { minHeight: `${minHeight}px` } }),
    placeholder ? placeholderOf(placeholder) : [],
    schema ? autocompletion({ override: [(context) => complete(context, schema)] }) : [],
  ];
  const latest = useRef(dynamic);
  latest.current = dynamic;

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes is told to it below
  useEffect(() => {
    const made = new EditorView({
      parent: host.current ?? undefined,
      state: EditorState.create({
        doc: value,
        extensions: [
          history(),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
          lineNumbers(),
          lintGutter(),
          indentUnit.of('  '),
          EditorView.lineWrapping,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) {
              changed.current?.(update.state.doc.toString());
            }
          }),
          compartment.current.of(latest.current),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the extensions are made of
  useEffect(() => {
    view.current?.dispatch({ effects: compartment.current.reconfigure(latest.current) });
  }, [name, readOnly, label, minHeight, placeholder, schema, token]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) {
      return;
    }
    const document = editor.state.doc;
    const found: Diagnostic[] = mistakes.map((mistake) => {
      const line = document.line(Math.min(Math.max(mistake.line ?? 1, 1), document.lines));
      return { from: line.from, to: line.to, severity: 'error', message: mistake.message };
    });
    editor.dispatch(setDiagnostics(editor.state, found));
  }, [mistakes]);

  return <div ref={host} style={{ border: `1px solid ${token.colorBorder}`, borderRadius: 8, overflow: 'hidden' }} />;
}

/** Two texts with what differs marked: side by side, or one in the other where there is no room. */
export function DiffView({ before, after, language: name }: { before: string; after: string; language: Language }) {
  const host = useRef<HTMLDivElement>(null);
  const look = useLook();
  const { token } = theme.useToken();
  const { md: wide } = Grid.useBreakpoint();
  const latest = useRef(look);
  latest.current = look;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the look is part of the theme
  useEffect(() => {
    const extensions = [
      latest.current,
      language(name),
      lineNumbers(),
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.lineWrapping,
    ];
    const parent = host.current ?? undefined;
    const collapseUnchanged = { margin: 3, minSize: 6 };
    const merge = wide
      ? new MergeView({ parent, a: { doc: before, extensions }, b: { doc: after, extensions }, collapseUnchanged })
      : new EditorView({
          parent,
          doc: after,
          extensions: [
            extensions,
            unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged, highlightChanges: false }),
          ],
        });
    return () => merge.destroy();
  }, [before, after, name, token, wide]);
  return (
    <div
      ref={host}
      style={{ border: `1px solid ${token.colorBorder}`, borderRadius: 8, overflow: 'auto', maxHeight: '60vh' }}
    />
  );
}
