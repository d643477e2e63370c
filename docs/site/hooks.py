"""Adds to the site what is not below docs/: the pages of the root directory, the license, and the API documentation of
both languages. Checks the finished site for links that lead nowhere."""

import html
import os
import posixpath
import re
import urllib.parse
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
API = ROOT / "target/site-build/api"

# Where the files of the root directory are on the site.
ROOT_FILES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "LICENSE": "LICENSE.txt",
}
SOURCES = {page: ROOT / name for name, page in ROOT_FILES.items()}

# Dokka accepts absolute addresses only. docs/site/pom.xml uses this one for the root of the site.
PLACEHOLDER = "https://site.invalid/"

JAVA_METHOD = re.compile(r'href="[^"]*/api/java/[^"]*#[^"]*')
KOTLIN_TYPE = re.compile(r"kotlin\.(?:collections\.)?(\w+)")
JAVA_TYPES = {
    "MutableCollection": "java.util.Collection",
    "MutableList": "java.util.List",
    "MutableMap": "java.util.Map",
    "String": "java.lang.String",
}

FENCED = re.compile(r"(?ms)^( *)(```|~~~).*?^\1\2")
# The text of a link may be an image.
LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\](?:\([^()]*\))?)*)\]"
    r"\((?P<target>[^()#\s]*)(?P<anchor>#[^()\s]*)?\)"
)
# Python's Markdown does not see a list that follows a paragraph without an empty line, GitHub does.
LIST_AFTER_TEXT = re.compile(r"(?m)^(?!\s*(?:[*+-]|\d+\.)\s|#|\s*$|\s).*\n(?:[*+-]|\d+\.) .*")
RESOURCE = re.compile(r"""<(?:link|script|img|iframe)\b[^>]*?\b(?:href|src)=["']?(?:https?:)?//[^"'> ]*""")
REFERENCE = re.compile(r"""<[^>]*?\s(?:href|src)=(?:"([^"]*)"|'([^']*)')""")
ANCHOR = re.compile(r'''\s(?:id|name)="([^"]*)"''')


def on_config(config):
    decisions = sorted(path.name for path in DOCS.glob("decisions/[0-9]*.md"))
    config.nav = _expanded(config.nav, [f"decisions/{name}" for name in decisions])
    return config


def _expanded(items, decisions):
    """The navigation with each decision in place of the pattern for all of them."""
    result = []
    for item in items:
        if item == "decisions/*.md":
            result.extend(decisions)
        elif isinstance(item, dict):
            result.append({k: _expanded(v, decisions) if isinstance(v, list) else v for k, v in item.items()})
        else:
            result.append(item)
    return result


def on_files(files, config):
    for page, source in SOURCES.items():
        if source.exists():
            _add(files, config, page, source.read_text("utf-8"))
    for path in sorted(API.rglob("*")):
        if path.is_file():
            uri = "api/" + path.relative_to(API).as_posix()
            _add(files, config, uri, _dokka_page(path, uri) if path.suffix == ".html" else path.read_bytes())
    return files


def _dokka_page(path, uri):
    """A page of the API with relative links. Dokka's links to methods in Java name the types as Kotlin does."""
    text = path.read_text("utf-8").replace(PLACEHOLDER, "../" * uri.count("/"))
    return JAVA_METHOD.sub(lambda link: KOTLIN_TYPE.sub(lambda name: JAVA_TYPES[name[1]], link[0]), text)


def _add(files, config, uri, content):
    # The pages of the API are reached from their own first pages, so the navigation does not list each.
    inclusion = InclusionLevel.NOT_IN_NAV if uri.startswith("api/") else InclusionLevel.INCLUDED
    files.append(File.generated(config, uri, content=content, inclusion=inclusion))


def on_page_markdown(markdown, page, config, files):
    uri = page.file.src_uri
    if uri == "index.md":
        page.meta["hide"] = ["navigation"]
    if uri.startswith("decisions/") or uri == "CHANGELOG.md":
        page.meta["search"] = {"boost": 0.1}  # guides come first
    source = SOURCES.get(uri, DOCS / uri)
    result, position = [], 0
    for fenced in FENCED.finditer(markdown):
        result += [_prose(markdown[position : fenced.start()], source, uri), fenced.group()]
        position = fenced.end()
    return "".join(result) + _prose(markdown[position:], source, uri)


def _prose(markdown, source, uri):
    found = LIST_AFTER_TEXT.search(markdown)
    if found:
        raise PluginError(f"{source.relative_to(ROOT)}: the list needs an empty line before it:\n{found.group()}")
    return LINK.sub(lambda link: _link(link, source, uri), markdown)


def _link(link, source, uri):
    text = LINK.sub(lambda inner: _link(inner, source, uri), link["text"])
    image, target, anchor = link["image"], link["target"], link["anchor"] or ""
    if not target or "://" in target or target.startswith("mailto:"):
        return f"{image}[{text}]({target}{anchor})"
    path = Path(os.path.normpath(source.parent / target))
    on_site = _on_site(path)
    if on_site is None:
        # A source, which is in the repository but not on the site: the text stays. What is nowhere is left to
        # MkDocs, which fails.
        return text if path.exists() else f"{image}[{text}]({target}{anchor})"
    return f"{image}[{text}]({posixpath.relpath(on_site, posixpath.dirname(uri) or '.')}{anchor})"


def _on_site(path):
    """Where a file of the repository is on the site, or nothing."""
    if path == DOCS / "decisions":
        return "decisions/README.md"
    if path.is_relative_to(ROOT) and path.relative_to(ROOT).as_posix() in ROOT_FILES:
        return ROOT_FILES[path.relative_to(ROOT).as_posix()]
    if path.is_file() and path.is_relative_to(DOCS) and not path.is_relative_to(DOCS / "site"):
        return path.relative_to(DOCS).as_posix()
    return None


def on_post_build(config):
    """MkDocs checks the links of its own pages only, and not what a page loads."""
    site = Path(config.site_dir)
    pages = {page: page.read_text("utf-8") for page in sorted(site.rglob("*.html"))}
    anchors = {page: {html.unescape(name) for name in ANCHOR.findall(text)} for page, text in pages.items()}
    wrong = []
    for page, text in pages.items():
        name = page.relative_to(site)
        wrong += [f"{name} loads from another host: {found[0]}" for found in RESOURCE.finditer(text)]
        if name.name != "404.html":  # the only page with absolute addresses
            references = {html.unescape(found[1] or found[2] or "") for found in REFERENCE.finditer(text)}
            wrong += [f"{name} has a broken link: {link}" for link in references if not _leads(page, link, anchors)]
    if wrong:
        raise PluginError("\n".join(wrong))


def _leads(page, link, anchors):
    if re.match(r"[a-z]+:", link):
        return True
    path, _, anchor = link.partition("#")
    path = urllib.parse.unquote(path.partition("?")[0])
    target = Path(os.path.normpath(page.parent / path)) if path else page
    if not target.is_file():
        return False
    return not anchor or target not in anchors or urllib.parse.unquote(anchor) in anchors[target]
