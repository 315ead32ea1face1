"""Sign, stamp and verify PDF documents: bytes in, values out.

Doors: pdfseal.signing (sign_*), pdfseal.external (prepare, finish), pdfseal.verify (verify), pdfseal.legal (legal_value),
pdfseal.trust (load_trust), pdfseal.keys (load_key), pdfseal.localpki and pdfseal.localtsa (demonstration and tests only).
"""
