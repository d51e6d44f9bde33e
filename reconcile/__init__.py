"""核对：把每一个数与它应当一致的数逐一勾稽。"""

from reconcile.types import SEVERITIES, Check, Finding, Reconciliation, Rival, Settled, Severity, Verdict

__all__ = [
    "SEVERITIES",
    "Check",
    "Finding",
    "Reconciliation",
    "Rival",
    "Settled",
    "Severity",
    "Verdict",
]
