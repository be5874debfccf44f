using Microsoft.AspNetCore.Identity;

namespace Foyer.Users;

/// <summary>Hashes passwords with the framework's hasher (PBKDF2-HMAC-SHA512, security rule 21); never truncates.</summary>
public sealed class Passwords
{
    private readonly PasswordHasher<User> hasher = new();
    private readonly string nobodysHash;

    public Passwords() => nobodysHash = hasher.HashPassword(null!, "nobody has this password");

    public string Hash(string password) => hasher.HashPassword(null!, password);

    /// <summary>Takes as long for an unknown person as for a known one, so the time tells nothing (security rule 20).</summary>
    public bool Verify(User? user, string password)
    {
        var verdict = hasher.VerifyHashedPassword(null!, user?.PasswordHash ?? nobodysHash, password);
        return user?.PasswordHash is not null && verdict != PasswordVerificationResult.Failed;
    }
}
