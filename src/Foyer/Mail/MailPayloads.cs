using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Foyer.Mail;

/// <summary>
/// Encrypts what a mail needs until it is sent: a secret is never in the store in clear. The mail's id is part of it, so a
/// payload cannot be moved to another mail.
/// </summary>
public sealed class MailPayloads(IDataProtectionProvider protection)
{
    private const int IdLength = 16;

    private readonly IDataProtector protector = protection.CreateProtector("Foyer.Mail.Payload");

    public byte[] Protect(Guid mailId, ReadOnlySpan<byte> payload)
    {
        var clear = new byte[IdLength + payload.Length];
        mailId.TryWriteBytes(clear);
        payload.CopyTo(clear.AsSpan(IdLength));
        return protector.Protect(clear);
    }

    /// <summary>Throws <see cref="CryptographicException"/> when the key is gone or the payload belongs to another mail.</summary>
    public ReadOnlyMemory<byte> Unprotect(OutgoingMail mail)
    {
        if (mail.Payload is null) throw new CryptographicException("The mail has no payload any more.");
        var clear = protector.Unprotect(mail.Payload);
        return new Guid(clear.AsSpan(0, IdLength)) == mail.Id
            ? clear.AsMemory(IdLength)
            : throw new CryptographicException("The payload belongs to another mail.");
    }
}
