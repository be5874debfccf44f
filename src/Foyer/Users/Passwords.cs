using System.Text;
using Microsoft.AspNetCore.Identity;

namespace Foyer.Users;

/// <summary>Hashes passwords with the framework's hasher (PBKDF2-HMAC-SHA512, security rule 21); never truncates.</summary>
public sealed class Passwords
{
    private readonly PasswordHasher<User> hasher = new();
    private readonly string nobodysHash;

    public Passwords() => nobodysHash = hasher.HashPassword(null!, "nobody has this password");

    public string Hash(string password) => hasher.HashPassword(null!, Normal(password));

    /// <summary>Takes as long for an unknown person as for a known one, so the time tells nothing (security rule 20).</summary>
    public bool Verify(User? user, string password)
    {
        var verdict = hasher.VerifyHashedPassword(null!, user?.PasswordHash ?? nobodysHash, Normal(password));
        return user?.PasswordHash is not null && verdict != PasswordVerificationResult.Failed;
    }

    /// <summary>The form that is hashed: NFKC, so that the same keys give the same password on every device (NIST SP 800-63B section 3.1.1.2).</summary>
    public static string Normal(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException) // half a surrogate pair has no normal form
        {
            return password;
        }
    }
}
