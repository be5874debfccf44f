using Foyer.Data;
using Foyer.Web;

namespace Foyer.Jobs;

/// <summary>Sends others on errands: <see cref="Add"/> in the transaction of the change, <see cref="Wake"/> after its commit.</summary>
public sealed class SendOnErrands(FoyerDb db, CurrentTenant tenant, WorkSignal<Errand> work, TimeProvider clock)
{
    public void Add(ErrandKind kind, params IEnumerable<Guid> subjects) => db.Errands.AddRange(Make(kind, subjects));

    /// <summary>The rows themselves, for who writes in bulk.</summary>
    public IEnumerable<Errand> Make(ErrandKind kind, IEnumerable<Guid> subjects)
    {
        var now = clock.UtcNow;
        return subjects.Distinct().Select(id => new Errand { TenantId = tenant.Id, Id = Ids.New(clock), Kind = kind, SubjectId = id, NotBefore = now });
    }

    public void Wake() => work.Nudge();
}
