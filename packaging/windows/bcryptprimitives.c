/* Wine 8 has no bcryptprimitives.dll, from which a Rust program takes its random bytes. For try-under-wine alone;
   never installed. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T left)
{
    while (left > 0) {
        ULONG part = left > 0x40000000 ? 0x40000000 : (ULONG)left;
        if (!SystemFunction036(bytes, part))
            return FALSE;
        bytes += part;
        left -= part;
    }
    return TRUE;
}
