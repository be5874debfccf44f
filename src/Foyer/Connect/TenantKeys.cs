using System.Security.Cryptography;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Policies;
using Foyer.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.Tokens;

namespace Foyer.Connect;

/// <summary>
/// The signing keys of each tenant: RSA-2048, made when first asked for and renewed by the clock of whoever asks, so no timer
/// has to run. A new key is published a day before it signs and for two days after it stopped. Its id follows from the key
/// before it: when several servers make the next key at once, the store's primary key lets one of them win.
/// </summary>
internal sealed class TenantKeys(TenantScopes scopes, IDataProtectionProvider protection, TimeProvider clock) : IDisposable
{
    /// <summary>Stands for the server itself: these keys sign what apps of several organisations read.</summary>
    public static readonly Guid Shared = Guid.Empty;

    public static readonly TimeSpan Signs = TimeSpan.FromDays(90);
    public static readonly TimeSpan PublishedBefore = TimeSpan.FromHours(24);
    public static readonly TimeSpan PublishedAfter = TimeSpan.FromHours(48);

    private const int Remembered = 2_000;
    private const int KeyBits = 2048;
    /// <summary>Row of the secret that subjects are derived from; it is no key and never published.</summary>
    private const string PairwiseId = "pairwise";
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(1);
    private static readonly DateTime Never = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly IDataProtector protector = protection.CreateProtector("Foyer.Connect.SigningKey");
    private readonly MemoryCache rings = new(new MemoryCacheOptions { SizeLimit = Remembered });
    // Making a key costs a fifth of a second: first requests that come together wait for one of them.
    private readonly SemaphoreSlim[] doors = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>The keys of a tenant that exists, or the <see cref="Shared"/> ones; makes what is missing or due.</summary>
    public async ValueTask<KeyRing> Of(Guid tenantId, CancellationToken ct)
    {
        if (Fresh(tenantId) is { } ring) return ring;
        var shared = tenantId == Shared ? null : await Of(Shared, ct); // before the door: nobody waits inside for another door
        var door = doors[(uint)tenantId.GetHashCode() % doors.Length];
        await door.WaitAsync(ct);
        try
        {
            if (Fresh(tenantId) is { } made) return made;
            ring = await Load(tenantId, shared, ct);
            rings.Set(tenantId, ring, new MemoryCacheEntryOptions { Size = 1 });
            return ring;
        }
        finally
        {
            door.Release();
        }
    }

    private KeyRing? Fresh(Guid tenantId) => rings.TryGetValue(tenantId, out KeyRing? ring) && ring!.CountsAt(clock.UtcNow) ? ring : null;

    private async Task<KeyRing> Load(Guid tenantId, KeyRing? shared, CancellationToken ct)
    {
        await using var scope = scopes.In(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        while (true)
        {
            var now = clock.UtcNow;
            var rows = await db.SigningKeys.AsNoTracking().OrderBy(k => k.ActiveFrom).ToListAsync(ct);
            if (rows.Find(r => r.KeyId == PairwiseId) is not { } pairwise)
            {
                await Add(scope.ServiceProvider, Row(tenantId, PairwiseId, RandomNumberGenerator.GetBytes(32), Never, Never), null, ct);
                continue;
            }

            var keys = rows.FindAll(r => r.KeyId != PairwiseId);
            var last = keys.LastOrDefault();
            if (last is null || last.RetiredAt <= now)
            {
                await Add(scope.ServiceProvider, NewKey(tenantId, last, now), null, ct);
                continue;
            }
            if (last.ActiveFrom <= now && last.ActiveFrom + Signs - PublishedBefore <= now)
            {
                // Late (nobody asked for a while): apps still get their day to learn the new key, the old one signs on until then.
                var from = last.ActiveFrom + Signs > now + PublishedBefore ? last.ActiveFrom + Signs : now + PublishedBefore;
                await Add(scope.ServiceProvider, NewKey(tenantId, last, from), last, ct);
                continue;
            }

            var published = keys.FindAll(k => k.RetiredAt > now);
            var signing = published.FindLast(k => k.ActiveFrom <= now) ?? published[0];
            RsaSecurityKey[] ring = [Key(signing), .. published.Where(k => k != signing).Reverse<SigningKey>().Select(Key)];
            DateTime[] changes = [now + AskAgain, .. published.SelectMany(k => (DateTime[])[k.ActiveFrom, k.ActiveFrom + Signs - PublishedBefore, k.RetiredAt])];
            return new KeyRing(tenantId, ring, Open(pairwise), changes.Where(at => at > now).Min(), shared);
        }
    }

    /// <summary>Writes a key; when another server was first, its key stands and ours is forgotten.</summary>
    private async Task Add(IServiceProvider services, SigningKey key, SigningKey? predecessor, CancellationToken ct)
    {
        var db = services.GetRequiredService<FoyerDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        try
        {
            db.SigningKeys.Add(key);
            if (key.KeyId != PairwiseId && key.TenantId != Shared) db.AuditEntries.Add(services.GetRequiredService<ResolveActor>().System().Did(clock, Activities.KeyAdded, "DirectoryManagement", "Tenant", key.TenantId, null,
                AuditDetails.Of(("key", key.KeyId), ("activeFrom", key.ActiveFrom))));
            await db.SaveChangesAsync(ct);
            if (predecessor is not null)
            {
                var until = key.ActiveFrom + PublishedAfter;
                await db.SigningKeys.Where(k => k.KeyId == predecessor.KeyId).ExecuteUpdateAsync(set => set.SetProperty(k => k.RetiredAt, until), ct);
            }
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateException conflict) when (conflict.IsUniqueViolation())
        {
            await transaction.RollbackAsync(ct);
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private SigningKey NewKey(Guid tenantId, SigningKey? before, DateTime from)
    {
        using var rsa = RSA.Create(KeyBits);
        var id = Base64UrlEncoder.Encode(SHA256.HashData([.. "foyer.key."u8, .. tenantId.ToByteArray(), .. System.Text.Encoding.UTF8.GetBytes(before?.KeyId ?? "")]))[..22];
        return Row(tenantId, id, rsa.ExportPkcs8PrivateKey(), from, from + Signs + PublishedAfter);
    }

    private SigningKey Row(Guid tenantId, string id, byte[] secret, DateTime from, DateTime until) => new()
    {
        TenantId = tenantId,
        KeyId = id,
        ProtectedKey = protector.Protect(secret),
        CreatedAt = clock.UtcNow,
        ActiveFrom = from,
        RetiredAt = until,
    };

    /// <summary>Making new ones instead would change who everybody is to every app, so only an operator may decide that.</summary>
    private byte[] Open(SigningKey row)
    {
        try
        {
            return protector.Unprotect(row.ProtectedKey);
        }
        catch (CryptographicException other)
        {
            throw new InvalidOperationException("The keys folder of this server is not the one that belongs to its store: bring that back (docs/operations.md).", other);
        }
    }

    private RsaSecurityKey Key(SigningKey row)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Open(row), out _);
        return new RsaSecurityKey(rsa) { KeyId = row.KeyId };
    }

    public void Dispose()
    {
        rings.Dispose();
        foreach (var door in doors) door.Dispose();
    }
}
