using Foyer.Groups;
using Foyer.Jobs;
using Foyer.Licences;
using Foyer.Policies;
using Foyer.Rig;
using Foyer.Tests.Guests;
using Foyer.Users;
using Foyer.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Access;

/// <summary>What tests of licences do to a tenant.</summary>
internal static class Licensing
{
    extension(TestTenant tenant)
    {
        /// <summary>A product with two plans, prohibited in North Korea; <paramref name="id"/> changes one that is there.</summary>
        public Task<Guid> Subscribe(int seats, string? part = null, SkuState state = SkuState.Enabled, Guid? id = null, Func<SkuWish, SkuWish>? adapt = null) => tenant.App.In(tenant.Id, async (services, db) =>
        {
            var there = id is null ? null : await db.LicenceSkus.AsNoTracking().SingleAsync(s => s.SkuId == id);
            var wish = new SkuWish(id ?? Guid.CreateVersion7(), there?.PartNumber ?? part ?? "PRODUCT", "Product")
            {
                Plans = there is null ? [new(Guid.CreateVersion7(), "PLAN_A"), new(Guid.CreateVersion7(), "PLAN_B")] : there.Plans, ProhibitedIn = ["KP"],
            }.With(seats, state);
            await using var transaction = await db.Database.BeginTransactionAsync();
            var result = await services.GetRequiredService<SetSku>().Run(services.GetRequiredService<ResolveActor>().System(), adapt is null ? wish : adapt(wish), default);
            await transaction.CommitAsync();
            services.GetRequiredService<SendOnErrands>().Wake();
            return result.Failed(out var problem, out var sku) ? throw new InvalidOperationException(problem.Sentence) : sku.SkuId;
        });

        public Task<Result<Done>> Assign(Guid user, LicenceWish wish) => tenant.As((AssignLicences assign, LicenceManager manager) => assign.Run(manager, user, wish, default));

        public Task<Result<Done>> AssignToGroup(Guid group, LicenceWish wish) => tenant.As((AssignGroupLicences assign, LicenceManager manager) => assign.Run(manager, group, wish, default));

        public Task<Result<Done>> Give(Guid user, Guid sku, params Guid[] off) => tenant.Assign(user, new([new(sku, off)], []));

        public Task<Result<Done>> Take(Guid user, Guid sku) => tenant.Assign(user, new([], [sku]));

        public Task<Result<Done>> Locate(Guid user, string country = "DE") => tenant.As((SetUsageLocation set, TenantAdmin admin) => set.Run(admin, user, country, default));

        public Task<Result<Done>> AddMember(Guid group, Guid member) => tenant.As((AddGroupMember add, GroupManager manager) => add.Run(manager, group, member, default));

        public Task<List<HeldLicence>> Held(Guid user) => tenant.App.In(tenant.Id, (services, _) => services.GetRequiredService<ReadLicences>().OfUser(user, default));

        public Task<LicenceSku> Sku(Guid sku) => tenant.App.In(tenant.Id, (_, db) => db.LicenceSkus.AsNoTracking().SingleAsync(s => s.SkuId == sku));

        public async Task<int> Consumed(Guid sku) => (await tenant.Sku(sku)).Consumed;

        /// <summary>Waits until every errand of the tenant is done.</summary>
        public Task Settled() => Eventually.Is(async _ => !await tenant.App.In(tenant.Id, (_, db) => db.Errands.AnyAsync()), TimeSpan.FromSeconds(30), () => "Errands are left.");
    }

    public static async Task<Guid> NewLocated(TestTenant tenant, string name)
    {
        var id = (await tenant.NewMember(name)).Id;
        await tenant.Locate(id);
        return id;
    }
}
