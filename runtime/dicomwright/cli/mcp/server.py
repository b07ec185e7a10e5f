"""The server and its tools, by the official SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from dicomwright.cli.mcp import answers, explaining
from dicomwright.cli.mcp.folders import Outside, Roots
from dicomwright.reports.tool import NAME, tool_version
from dicomwright.runtime.reports.findings import CODES
from dicomwright.runtime.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Kind = Literal["", "iod", "module", "macro", "attribute", "uid", "cid", "template", "code"]
Limit = Annotated[int, Field(ge=1, le=50)]
_INSTRUCTIONS: Final = (
    "Looks things up in the DICOM standard and judges DICOM files by it. Each answer names the section of the standard "
    "and its address on NEMA's site. Values of attributes are never told: they may be patient data."
)
_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def server(folders: Iterable[str]) -> MCPServer:
    """Make the server, which judges files below these folders. Raises OSError for one that is not there."""
    made = MCPServer(NAME, version=tool_version(), instructions=_INSTRUCTIONS, log_level="WARNING")
    for tool in (lookup, explain_finding, search_codes, template, _validate_file(Roots(folders))):
        made.add_tool(tool, annotations=_READS)
    return made


def lookup(text: str, kind: Kind = "", limit: Limit = 5) -> answers.Lookup:
    """Look up anything of the DICOM standard.

    A name, tag, UID, section, number of a context group or template, or words: "Pixel Spacing", "(0028,0030)", "CID 4".
    """
    return answers.looked_up(text, kind, limit)


def explain_finding(code: str, module: str = "") -> explaining.Explanation:
    """Explain a finding of validate_file by its code, such as "missing-type-1", and the module that it names."""
    if code not in CODES:
        raise ToolError(f"there are no findings of code {code!r}{did_you_mean(code, CODES)}")
    return explaining.explained(code, module)


def search_codes(text: str, limit: Limit = 10) -> list[answers.CodeFound]:
    """Search the codes that the standard uses, of SNOMED CT, DCM, LOINC, ...: "left kidney", "T-71000", "10200004"."""
    return answers.codes(text, limit)


def template(name: str) -> answers.Template:
    """Show a template of structured reports by its number or name, "TID 1500", with its rows and their conditions."""
    found = answers.template(name)
    if found is None:
        raise ToolError(f"there is no template {name!r}")
    return found


def _validate_file(roots: Roots) -> Callable[[str], answers.Judged]:
    def validate_file(path: str) -> answers.Judged:
        """Judge a DICOM file by the standard: what is missing, wrong or not allowed, without any value of it."""
        try:
            return answers.judged(path, roots)
        except Outside as error:
            raise ToolError(str(error)) from None

    return validate_file
