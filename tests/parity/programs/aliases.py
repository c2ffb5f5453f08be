"""Which results lie in the memory of an argument, and which are copies."""

CALLS = """
F.embedding(t.tensor(1), m)
F.embedding(t.tensor([1]), m)
m[1]
m[1:]
m[t.tensor(1)]
m[t.tensor(1,dtype=t.int32)]
m[[1]]
m[t.tensor([0])]
m[t.tensor(True)]
m[True]
m[None]
m[...]
m[:,0]
m[t.tensor(1),0]
m[1,t.tensor(0)]
m[0,0]
m[t.tensor(0),t.tensor(0)]
m[m>0]
s[...]
s[None]
s[()]
s[True]
m.index_select(0,t.tensor([0,1]))
m.index_select(0,t.tensor(0))
s.index_select(0,t.tensor([0]))
m.take(t.tensor([0]))
m.gather(0,t.tensor([[0,0]]))
s.gather(0,t.tensor(0))
m.clone()
m.contiguous()
m.t().contiguous()
m.float()
m.to(t.float32)
m.to(t.float32,copy=True)
m.to("cpu")
m.cpu()
m.type(t.float32)
m.type_as(m)
m.detach()
m.data
m.view(-1)
m.view(2,3)
m.view_as(m)
m.reshape(-1)
m.reshape(2,3)
m.t().reshape(-1)
m.flatten()
v.flatten()
s.flatten()
m.flatten(0,0)
m.ravel()
m.unflatten(1,(3,1))
m.squeeze()
m.squeeze(0)
v.squeeze()
m.unsqueeze(0)
m.t()
v.t()
s.t()
m.T
m.mT
m.transpose(0,1)
m.transpose(0,0)
m.permute(0,1)
m.permute(1,0)
m.movedim(0,1)
m.movedim(0,0)
m.swapaxes(0,1)
m.expand(2,3)
m.expand(1,2,3)
m.expand_as(m)
m.broadcast_to((2,3))
t.broadcast_tensors(m,m)[0]
t.broadcast_tensors(v,v)[1]
m.narrow(0,0,1)
m.select(0,0)
m.diagonal()
m.diag()
v.diag()
t.diag_embed(v)
m.unbind()[0]
m.split(1)[0]
m.split(5)[0]
m.chunk(1)[0]
m.chunk(2)[1]
list(m)[0]
t.cat([m])
t.cat([v,t.tensor([])])
t.cat([t.tensor([]),v])
t.stack([v])
t.hstack([v])
t.vstack([m])
t.atleast_1d(v)
t.atleast_2d(v)
t.atleast_3d(v)
t.atleast_2d(m)
t.atleast_1d(s)
t.column_stack([m])
m.repeat(1,1)
m.tile((1,1))
m.tile(())
v.repeat_interleave(1)
m.repeat_interleave(1,0)
m.flip(())
m.flip(0)
m.roll(0)
m.roll(0,0)
m.rot90(0)
m.rot90(4)
m.rot90(2)
m.rot90(1)
m.tril()
m.triu(-5)
m.abs()
m.relu()
+m
m+0
m*1
m/1
m**1
m-0
m.pow(1)
m.round()
i.round()
i.floor()
i.ceil()
i.trunc()
m.clamp(-100,100)
m.clamp_min(-100)
m.nan_to_num()
i.nan_to_num()
m.sum(())
s.sum()
s.sum(0)
s.mean()
s.mean(0)
s.prod()
s.prod(0)
s.max()
s.min()
s.max(0)[0]
s.min(0)[0]
s.amax()
s.amin(0)
s.sort()[0]
s.kthvalue(1)[0]
s.topk(1)[0]
s.cummax(0)[0]
s.cumsum(0)
s.cumprod(0)
s.logcumsumexp(0)
s.norm()
s.logsumexp(0)
s.squeeze()
s.view(())
s.reshape(())
s.reshape(1)
s.view(1)
s.expand(())
s.expand(1)
s.unsqueeze(0)
s.repeat(1)
s.tile((1,))
v1.sum()
v1.sum(0)
v1.max()
v1.max(0)[0]
v1.amax(0)
v1.mean(0)
v1.prod(0)
v1.prod()
v1.cumsum(0)
v1.sort()[0]
v1.squeeze()
v1.view(())
v1.reshape(())
v1.norm()
v1.logsumexp(0)
v1.expand(1)
v1.diff()
o.sum(0)
o.amax(0)
o.mean(0)
o.max(0)[0]
o.sum(0,keepdim=True)
o.amax(0,keepdim=True)
o.prod(0)
o.squeeze(0)
o.logsumexp(0)
o.cumsum(0)
o.cumprod(0)
o.sort(0)[0]
o.flip(0)
o.roll(1,0)
o.var(0,correction=0)
o.norm(dim=0)
t.where(t.tensor(True),s,s)
t.where(m>-100,m,m)
m.masked_fill(m>100,0.)
m.masked_select(m>-100)
m.masked_scatter(m>100,m)
m.index_fill(0,t.tensor([],dtype=t.int64),0.)
m.index_add(0,t.tensor([],dtype=t.int64),m[:0])
m.scatter(0,t.tensor([[0]]),m[:1,:1])
m.lerp(m,0.)
t.lerp(s,s,0.5)
m.fmod(100)
m.maximum(m)
m.minimum(m)
s.maximum(s)
m.addcmul(m,m,value=0)
t.einsum('ij',m)
t.einsum('ij->ij',m)
t.einsum('ij->ji',m)
t.einsum('i',v)
t.einsum('i->i',v)
t.einsum('...',m)
t.einsum('ii->i',q)
t.einsum('ij->i',m)
t.einsum('ij->j',o)
t.einsum('ij->i',m[:,:1])
t.einsum('a->',v1)
t.tensordot(s,s,0)
t.matrix_power(q,1)
t.linalg.matrix_power(q,1)
t.linalg.diagonal(q)
t.kron(s,s)
t.meshgrid(v,v,indexing='ij')[0]
t.meshgrid(v,indexing='ij')[0]
t.meshgrid(v,v,indexing='xy')[1]
t.as_tensor(m)
t.tensor(m)
t.asarray(m)
t.Tensor(m)
t.from_numpy(m.numpy())
t.full_like(m,1)
t.unique(v)
t.unique(v,dim=0)
m.H
F.relu(m)
F.pad(m,(0,0))
F.pad(m,(0,0,0,0))
F.pad(m,())
F.pad(m,(-1,0))
F.pad(m[None],(0,0),mode='reflect')
F.hardtanh(m,-100,100)
F.threshold(m,-100,0)
F.avg_pool1d(m[None],1)
F.adaptive_avg_pool1d(m[None],3)
F.adaptive_avg_pool2d(m[None],(2,3))
F.linear(m,t.eye(3))
F.unfold(m[None,None],1)
F.normalize(m)
F.one_hot(i)
F.leaky_relu(m,1.)
F.celu(m)
F.mse_loss(m,m*0,reduction='none')
F.l1_loss(m,m*0,reduction='none')
F.hinge_embedding_loss(m,m*0+1,reduction='none')
F.nll_loss(m,t.tensor([0,1]),reduction='none')
F.layer_norm(m,(3,))
F.softmax(s,0)
F.log_softmax(s,0)
nn.Identity()(m)
nn.Flatten()(m)
nn.Flatten(0)(v)
nn.Parameter(m)
nn.ReLU()(m)
m.requires_grad_()
m.__deepcopy__({})
m.new_tensor(m)
m.sort()[0]
m.topk(3)[0]
m.diff(n=0)
v.diff(n=0)
m.trace()
m.cumsum(0)
i.long()
i.int()
i.abs()
i.sign()
b.bool()
b.logical_not()
b.any(0)
b1.any()
b1.all()
b1.any(0)
b1.all(0)
b.long()
i.bitwise_and(i)
i|i
i.sum(0,dtype=t.int64)
i1.sum()
i1.sum(0)
i1.prod()
i1.cumsum(0)
m.swapdims(0,1)
t.squeeze(m)
t.ravel(v)
m.view(t.int32)
t.nn.functional.embedding(t.tensor([[0]]),m)
t.select(m,0,0)
t.narrow(m,0,0,2)
t.cross(q,q)
m.take_along_dim(t.tensor([[0]]),0)
m.take_along_dim(t.tensor([0]))
nn.utils.parameters_to_vector([v])
nn.utils.parameters_to_vector([m])
t.rot90(m,0,(0,1))
t.clone(m)
t.fliplr(m)
t.logsumexp(v1,0)
"""


def _arguments(torch):
    return {
        "m": torch.tensor([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]]),
        "q": torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.5]]),
        "o": torch.tensor([[1.0, 2.0, 3.0]]),
        "v": torch.tensor([1.0, 2.0, 3.0]),
        "v1": torch.tensor([2.0]),
        "s": torch.tensor(2.0),
        "i": torch.tensor([1, 2]),
        "i1": torch.tensor([1]),
        "b": torch.tensor([True, False]),
        "b1": torch.tensor([True]),
    }


def _overlapping(result):
    pairs = zip(result.stride(), result.shape, strict=True)
    return any(step == 0 and length > 1 for step, length in pairs)


def each_call(torch):
    """The arguments that change when something is written into the result; whether it is one of
    them, and whether it says that it is a view."""
    for call in CALLS.strip().split("\n"):
        given = _arguments(torch)
        before = {name: str(x.tolist()) for name, x in given.items()}
        names = {"t": torch, "F": torch.nn.functional, "nn": torch.nn}
        result = eval(call, names | given)
        one_of_them = any(result is x for x in given.values())
        if not _overlapping(result):
            memory = result.detach()
            memory.logical_not_() if memory.dtype == torch.bool else memory.add_(1)
        changed = [name for name, x in given.items() if str(x.tolist()) != before[name]]
        yield call, [changed, one_of_them, result._is_view()]
